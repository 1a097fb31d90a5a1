import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { writeZip } from '../../../../platform/zip/index.ts';
import { readZip, ZIP_LIMITS } from './zip.ts';

const files = new Map([
  ['manifest.csv', 'propertyName,value\r\n'],
  ['users.csv', Array.from({ length: 500 }, (_, n) => `${n * n * 7919},Åsa ${n}\r\n`).join('')],
]);
const texts = async (zip: Buffer) =>
  new Map([...(await readZip(zip))].map(([name, bytes]) => [name, bytes.toString()]));
const refused = (code: string) => ({ code });
/** The place of a field in the directory's first entry. */
const inDirectory = (zip: Buffer, offset: number): number => zip.readUInt32LE(zip.length - 22 + 16) + offset;

describe('ZIP archives', () => {
  it('come back as they were, and are equal for equal files', async () => {
    const zip = await writeZip(files);
    assert.deepEqual(await texts(zip), files);
    assert.deepEqual(await writeZip(files), zip);
    assert.deepEqual(await readZip(await writeZip(new Map())), new Map());
  });

  it('are refused when they claim more than the limits, before anything is unpacked', async () => {
    const bomb = await writeZip(new Map([['a.csv', '0'.repeat(10_000_000)]]));
    await assert.rejects(readZip(bomb), refused('import_too_large'));
    const many = new Map(Array.from({ length: ZIP_LIMITS.entries + 1 }, (_, n) => [`${n}.csv`, 'x']));
    await assert.rejects(readZip(await writeZip(many)), refused('import_too_large'));
    for (const size of [ZIP_LIMITS.fileBytes + 1, 0xffffffff]) {
      const zip = await writeZip(files);
      zip.writeUInt32LE(size, inDirectory(zip, 24));
      zip.writeUInt32LE(size, inDirectory(zip, 20));
      await assert.rejects(readZip(zip), refused('import_too_large'));
    }
  });

  it('are refused when they hold more or other than they claim', async () => {
    for (const [offset, change] of [
      [24, -1],
      [24, 1],
      [16, 1],
      [20, -1],
      [42, 1],
      [10, 1],
    ] as const) {
      const zip = await writeZip(files);
      const at = inDirectory(zip, offset);
      zip.writeUInt32LE(zip.readUInt32LE(at) + change, at);
      await assert.rejects(readZip(zip), refused('import_unreadable'), `${offset}`);
    }
    const zip = await writeZip(files);
    zip.writeUInt16LE(1, inDirectory(zip, 8));
    await assert.rejects(readZip(zip), refused('import_unreadable'), 'encrypted');
    await assert.rejects(readZip(Buffer.from('name,usn\n')), refused('import_unreadable'));
  });

  it('whatever is done to them, they are read or refused', async () => {
    const zip = await writeZip(files);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), fc.nat(zip.length), async (at, byte, length) => {
        const other = Buffer.from(zip);
        other[at] = byte;
        await readZip(other.subarray(0, length)).catch((error: { code?: string }) =>
          assert.match(error.code ?? '', /^import_/),
        );
      }),
      { numRuns: 300 },
    );
  });
});
