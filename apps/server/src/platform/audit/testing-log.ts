import { randomBytes } from 'node:crypto';
import { auditActions } from '@smart-presence/contract';
import { type Db, transact } from '../db/index.ts';
import { type AuditEntry, auditAll } from './append.ts';
import { openAuditGuard } from './guard.ts';
import { openAuditSigner, trust } from './signer.ts';

export const AT = Date.UTC(2026, 7, 3, 9);

/** A server with a key of its own, and a log to write to. */
export const auditHouse = (db: Db) => {
  const signer = openAuditSigner(randomBytes(32));
  const keys = trust(signer.publicKey);
  const clock = { now: AT };
  const guard = () => openAuditGuard({ db, signer, keys, clock: () => clock.now });
  return { db, signer, keys, clock, guard, watch: guard() };
};

const actions = auditActions.filter((action) => !action.startsWith('audit.'));

/** Entries of every kind, about a few people. */
export const someEntries = (count: number, first = 0): AuditEntry[] =>
  Array.from({ length: count }, (_, index) => {
    const n = first + index;
    return {
      action: actions[n % actions.length] as AuditEntry['action'],
      at: AT + n * 1000,
      actorId: n % 5 === 0 ? null : `actor-${n % 7}`,
      subject: { kind: 'person', id: `person-${n % 11}` },
      details: { n, name: { from: 'Asha', to: 'Äsha “A”' }, ok: n % 2 === 0 },
    };
  });

/** A log of `count` entries with a checkpoint after every `every` of them, the last one at the end. */
export const writeLog = async (
  house: ReturnType<typeof auditHouse>,
  { count = 60, every = 20 } = {},
): Promise<void> => {
  for (let from = 0; from < count; from += every) {
    await transact(house.db, (trx) => auditAll(trx, someEntries(Math.min(every, count - from), from)));
    house.clock.now += 60_000;
    await house.watch.checkpoint();
  }
};
