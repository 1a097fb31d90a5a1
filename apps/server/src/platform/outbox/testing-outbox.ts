import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { type Db, transact } from '../db/index.ts';
import { type Delivery, deliverDue, enqueue, type Mail, type Outgoing } from './index.ts';

export const NOW = Date.UTC(2026, 7, 3, 9);

export const MINUTE_MS = 60_000;

export const DAY_MS = 24 * 60 * MINUTE_MS;

export const key = randomBytes(32);

export const log = pino({ level: 'silent' });

export const TOKEN = 'kE7-very_secret_token_of_a_single_use_link';

export const mail = (change: Partial<Mail> = {}): Mail => ({
  kind: 'invitation',
  recipient: 'meera@college.example',
  personId: null,
  data: { url: `https://attendance.example.edu/invite#${TOKEN}` },
  now: NOW,
  expiresAt: NOW + 7 * DAY_MS,
  ...change,
});

export const put = (db: Db, ...mails: Mail[]): Promise<void> => transact(db, (trx) => enqueue(trx, { key, mails }));

export const rowsIn = (db: Db) => db.selectFrom('outbox').selectAll().orderBy('state').orderBy('id').execute();

export const onlyRow = async (db: Db) => {
  const [row, ...others] = await rowsIn(db);
  assert.ok(row && others.length === 0, 'exactly one row');
  return row;
};

/** A server with a clock of its own to set, and a way to send that is given or always works. */
export const server = (db: Db, change: Partial<Delivery> = {}) => {
  const clock = { now: NOW };
  const sent: Outgoing[] = [];
  const deliver: Delivery['deliver'] = (outgoing) => {
    sent.push(outgoing);
    return Promise.resolve('sent');
  };
  const delivery: Delivery = { db, key, log, clock: () => clock.now, random: () => 0, deliver, ...change };
  return { clock, sent, run: () => deliverDue(delivery) };
};

export const failing = (error: Error) => ({ deliver: () => Promise.reject(error) });
