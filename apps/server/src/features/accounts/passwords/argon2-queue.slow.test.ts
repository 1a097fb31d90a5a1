import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { argon2Sync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { AppError } from '../../../platform/http/index.ts';
import {
  hashPassword,
  isOutdated,
  matchesHash,
  passwordQueue,
  SHIPPED,
  type Strength,
  useStrength,
} from './argon2-queue.ts';

const password = 'the kettle sings at six';

describe('passwords at the strength that is shipped', () => {
  let elsewhere: Strength;
  before(() => {
    elsewhere = useStrength(SHIPPED);
  });
  after(() => void useStrength(elsewhere));

  test('a hash is an argon2id string of the stated strength, new each time', async () => {
    const [one, other] = await Promise.all([hashPassword(password), hashPassword(password)]);
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, other);
    assert.equal(await matchesHash(password, one), true);
    assert.equal(await matchesHash(`${password}!`, one), false);
  });

  test('the same text typed on another keyboard is the same password', async () => {
    const stored = await hashPassword('schöne grüße aus köln');
    assert.equal(await matchesHash('schöne grüße aus köln'.normalize('NFD'), stored), true);
  });

  test('without a stored hash the same work is done and the answer is no', async () => {
    const workOf = async (phc: string | null): Promise<number> => {
      const before = passwordQueue().kibibytes;
      assert.equal(await matchesHash('not the password', phc), false);
      return passwordQueue().kibibytes - before;
    };
    assert.equal(await workOf(null), await workOf(await hashPassword(password)));
  });

  test('a hash made with weaker settings is still read, and known to be outdated', async () => {
    const nonce = Buffer.alloc(16, 7);
    const weak = { memory: 8192, passes: 1, parallelism: 1 };
    const tag = argon2Sync('argon2id', { ...weak, message: password, nonce, tagLength: 32 });
    const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
    const phc = `$argon2id$v=19$m=8192,t=1,p=1$${plain(nonce)}$${plain(tag)}`;
    assert.equal(await matchesHash(password, phc), true);
    assert.equal(isOutdated(phc), true);
    assert.equal(isOutdated(await hashPassword(password)), false);
  });

  test('only so many wait; the others are told to come back, and the queue empties', async () => {
    const { places } = passwordQueue();
    const asked = places + 5;
    const settled = await Promise.allSettled(Array.from({ length: asked }, () => matchesHash(password, weakest)));
    const refused = settled.filter((each) => each.status === 'rejected');
    assert.equal(refused.length, 5);
    for (const { reason } of refused) {
      assert.ok(reason instanceof AppError);
      assert.equal(reason.code, 'overloaded');
    }
    const { running, waiting } = passwordQueue();
    assert.deepEqual({ running, waiting }, { running: 0, waiting: 0 });
  });
});

/** The least work argon2 allows, so that filling the queue takes no time. */
const weakest = `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

test('a process that sets nothing hashes at the strength that is shipped', async () => {
  const queue = new URL('./argon2-queue.ts', import.meta.url);
  const program = `import { hashPassword } from '${queue.href}'; console.log(await hashPassword('the kettle sings'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  assert.match(stdout, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
