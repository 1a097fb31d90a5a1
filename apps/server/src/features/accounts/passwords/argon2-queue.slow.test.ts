import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('a process that sets nothing hashes at the strength that is shipped', async () => {
  const queue = new URL('./argon2-queue.ts', import.meta.url);
  const program = `import { hashPassword } from '${queue.href}'; console.log(await hashPassword('the kettle sings'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  assert.match(stdout, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
