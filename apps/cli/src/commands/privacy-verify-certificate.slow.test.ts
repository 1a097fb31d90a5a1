import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { certify } from '@smart-presence/server/features/administration/index.ts';
import { signingKeyFor } from '@smart-presence/server/platform/crypto/index.ts';
import { inTemporaryFolder, runCli } from '../testing.ts';

test('privacy verify-certificate tells a genuine certificate from a changed one, without a server', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'certificate.json');
    const key = signingKeyFor(randomBytes(32), 'test');
    const certificate = certify(key, {
      id: '01890000-0000-7000-8000-000000000001',
      institution: 'Test College',
      personId: '01890000-0000-7000-8000-000000000002',
      at: 0,
      erased: [{ kind: 'Face template', count: 1 }],
      kept: [{ kind: 'Marks', count: 214 }],
    });
    const verify = async (content: object, ...more: string[]) => {
      await writeFile(path, JSON.stringify(content));
      return runCli({ args: ['privacy', 'verify-certificate', path, ...more] });
    };
    const genuine = await verify(certificate, '--key', key.keyId);
    assert.equal(genuine.code, 0, genuine.stderr);
    assert.match(genuine.stdout, /^Genuine: .*\nTest College erased .*0002 on 1970.*\nErased:\n {2}1 Face template\n/);
    assert.match(genuine.stdout, /214 Marks/);
    const changed = await verify({ ...certificate, kept: [] });
    assert.deepEqual([changed.code, changed.stdout], [1, '']);
    assert.match(changed.stderr, /NOT genuine/);
    const stranger = await verify(certificate, '--key', 'another');
    assert.match(stranger.stderr, /NOT genuine\. It was signed with the key/);
    const missing = await runCli({ args: ['privacy', 'verify-certificate', join(folder, 'none.json')] });
    assert.equal(missing.code, 1);
  }));
