import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

const CLI = join(fileURLToPath(new URL('..', import.meta.url)), 'apps/cli/src/main.ts');

/** Offline: no settings, no server, no database. */
const verify = (...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: process.env.PATH };
    execFile(process.execPath, [CLI, 'audit', 'verify', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });

story('an auditor finds who changed a place, and proves the log offline', async (stage) => {
  const server = await stage.server();
  const { admin, authenticator } = await setUpCollege(server, ['Asha Rao']);
  const fields = { name: 'Main campus', latitude: 12.9716, longitude: 77.5946, networks: [] };
  const { id } = await admin.call('createPlace', { body: { ...fields, radius: 50 } });
  await admin.call('updatePlace', { params: { id }, body: { ...fields, radius: 300 } });

  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', authenticator);
  await desk.goto('/admin/settings');
  await desk.getByRole('link', { name: /^Audit log/ }).click();
  await desk.getByText(/^Verified up to entry \d+$/).waitFor();
  await desk
    .getByRole('button', { name: /^Signed in/ })
    .first()
    .waitFor();
  await stage.inspect(desk, 'audit-log');

  await desk.getByLabel('Action').selectOption({ label: 'Place changed' });
  await desk.getByRole('button', { name: /^Place changed Main campus/ }).click();
  const panel = desk.getByRole('dialog');
  await panel.getByText('from 50 to 300', { exact: true }).waitFor();
  await stage.inspect(desk, 'audit-entry');
  await panel.getByRole('button', { name: 'Everything on Main campus' }).click();
  await desk.getByLabel('Action').selectOption({ label: 'Any action' });
  await desk.getByRole('button', { name: /^Place added Main campus/ }).waitFor();
  await desk.getByLabel('Search').fill('nobody of this name');
  await desk.getByRole('heading', { name: 'Nothing fits' }).waitFor();

  const download = desk.waitForEvent('download');
  await desk.getByRole('button', { name: 'Download the log' }).click();
  const file = join(server.dataDir, 'audit.ndjson');
  await (await download).saveAs(file);
  const { publicKey } = await admin.call('auditState');
  const good = await verify(file, '--key', publicKey);
  assert.match(good.said, /^OK: \d+ entries, \d+ checkpoints?, the last entry is \d+\.$/m);
  assert.equal(good.code, 0);

  const text = await readFile(file, 'utf8');
  const tampered = join(server.dataDir, 'tampered.ndjson');
  assert.ok(text.includes('\\"to\\":300'));
  await writeFile(tampered, text.replace('\\"to\\":300', '\\"to\\":60'));
  const bad = await verify(tampered, '--key', publicKey);
  assert.match(bad.said, /^BROKEN at entry \d+: what was done is not what was written\.$/m);
  assert.equal(bad.code, 1);
  // The database answers as well, while the server runs.
  const own = (await admin.call('listAudit', { query: { action: 'audit.exported' } })).items;
  assert.equal(own.length, 1);
});
