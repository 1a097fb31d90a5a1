import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { typeOfDocument } from './type-of-document.ts';

const rest = Buffer.alloc(64, 1);
const file = (head: string) => Buffer.concat([Buffer.from(head, 'latin1'), rest]);

describe('the type of a document', () => {
  it('is what its content says', () => {
    assert.equal(typeOfDocument(file('%PDF-1.7\n')), 'application/pdf');
    assert.equal(typeOfDocument(file('from a scanner\r\n%PDF-2.0\n')), 'application/pdf');
    assert.equal(typeOfDocument(file('\xff\xd8\xff\xe0')), 'image/jpeg');
    assert.equal(typeOfDocument(file('\x89PNG\r\n\x1a\n')), 'image/png');
    assert.equal(typeOfDocument(file('RIFF\x00\x01\x02\x03WEBPVP8 ')), 'image/webp');
  });

  it('is none for anything that a browser, a shell or an office would run, also with a PDF inside', () => {
    for (const head of [
      '<html><script>alert(1)</script>%PDF-1.4',
      ' \n<svg xmlns="http://www.w3.org/2000/svg">%PDF-1.4',
      '#!/bin/sh\n%PDF-1.4',
      'MZ\x90\x00%PDF-1.4',
      'PK\x03\x04%PDF-1.4',
      'GIF89a',
      'RIFF\x00\x01\x02\x03WAVE',
      '%PDF',
      `${' '.repeat(1100)}%PDF-1.4`,
    ])
      assert.equal(typeOfDocument(file(head)), undefined, head);
    assert.equal(typeOfDocument(Buffer.from('%PDF-1.7')), undefined, 'too short to show anything');
    assert.equal(typeOfDocument(Buffer.alloc(0)), undefined);
  });

  it('is found for any bytes without failing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void typeOfDocument(Buffer.from(bytes))));
  });
});
