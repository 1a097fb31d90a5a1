import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { signingKeyFor } from '../../../platform/crypto/index.ts';
import { certify, judgeCertificate } from './certificate.ts';

const key = signingKeyFor(randomBytes(32), 'test');
const certificate = certify(key, {
  id: '01890000-0000-7000-8000-000000000001',
  institution: 'Test College',
  personId: '01890000-0000-7000-8000-000000000002',
  at: 1_700_000_000_000,
  erased: [{ kind: 'Face template', count: 1 }],
  kept: [{ kind: 'Marks', count: 214 }],
});

test('a certificate is genuine by itself, in whatever order its fields are written', () => {
  assert.equal(judgeCertificate(JSON.stringify(certificate)).isGenuine, true);
  const reversed = Object.fromEntries(Object.entries(certificate).reverse());
  assert.equal(judgeCertificate(JSON.stringify(reversed, null, 2)).isGenuine, true);
});

test('any change is found', () => {
  const changes: object[] = [
    { institution: 'Other College' },
    { erasedAt: certificate.erasedAt + 1 },
    { kept: [{ kind: 'Marks', count: 213 }] },
    { erased: [] },
    { person: certificate.id },
    { signature: certificate.signature.slice(0, -2) },
  ];
  for (const change of changes) {
    const judged = judgeCertificate(JSON.stringify({ ...certificate, ...change }));
    assert.deepEqual(judged, { isGenuine: false, why: 'signature' }, JSON.stringify(change));
  }
  const other = signingKeyFor(randomBytes(32), 'test');
  assert.deepEqual(judgeCertificate(JSON.stringify({ ...certificate, publicKey: other.publicKey })), {
    isGenuine: false,
    why: 'key',
  });
  assert.deepEqual(judgeCertificate(JSON.stringify({ ...certificate, more: 1 })), {
    isGenuine: false,
    why: 'unreadable',
  });
  assert.deepEqual(judgeCertificate('no JSON'), { isGenuine: false, why: 'unreadable' });
});

test('somebody else can sign their own, under the name of their own key alone', () => {
  const other = signingKeyFor(randomBytes(32), 'test');
  const { signature: _, keyId: __, publicKey: ___, ...said } = certificate;
  const theirs = certify(other, { ...said, personId: said.person, at: said.erasedAt });
  const judged = judgeCertificate(JSON.stringify(theirs));
  assert.ok(judged.isGenuine);
  assert.notEqual(judged.certificate.keyId, certificate.keyId);
});
