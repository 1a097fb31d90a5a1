import type { Logger } from 'pino';
import { openJson } from '../crypto/index.ts';
import type { Db } from '../db/index.ts';
import { claimDue, forget, type OutboxChange, type OutboxRow, settle } from './outbox.store.ts';
import { MAX_ATTEMPTS, retryDelay } from './retry-delay.ts';

/** Trying again cannot help: the address is wrong, or what is to be sent is. */
export class Undeliverable extends Error {}

export interface Outgoing {
  /** Stays the same over retries, so that a doubled one can be recognised. */
  id: string;
  kind: string;
  recipient: string;
  data: unknown;
}

export interface Delivery {
  db: Db;
  /** Opens the contents. */
  key: Buffer;
  clock: () => number;
  log: Logger;
  /**
   * Sends one. `forget`: it was no mail itself, no trace of it is kept.
   * @throws Undeliverable to give up at once; anything else is tried again later.
   */
  deliver: (outgoing: Outgoing) => Promise<'sent' | 'forget'>;
  /** Jitter, from 0 up to 1. */
  random?: () => number;
  /** Aborted: no further one is begun, and those under way get a few seconds. */
  stopping?: AbortSignal;
}

const AT_ONCE = 5;
/** Far longer than one attempt can take with the time limits of the mailer. */
export const LEASE_MS = 5 * 60_000;
const LAST_WAIT_MS = 5_000;

/** Sends all that is due now, a few at a time. @returns how many were attempted. */
export const deliverDue = async (delivery: Delivery): Promise<number> => {
  const { db, clock, stopping } = delivery;
  const patience = waitAfter(stopping);
  let attempted = 0;
  try {
    while (!stopping?.aborted) {
      const claimed = await claimDue(db, { now: clock(), limit: AT_ONCE, leaseMs: LEASE_MS });
      if (claimed.length === 0) break;
      attempted += claimed.length;
      // One that does not end in time is sent again by whoever finds its claim run out.
      await Promise.race([Promise.all(claimed.map((row) => attemptOne(delivery, row))), patience.over]);
    }
  } finally {
    patience.cancel();
  }
  return attempted;
};

/** Never throws: a row whose outcome cannot be written stays claimed, and is found again when the claim has run out. */
const attemptOne = async (delivery: Delivery, row: OutboxRow): Promise<void> => {
  const { db, log } = delivery;
  try {
    const outcome = await outcomeOf(delivery, row);
    if (outcome === 'forget') await forget(db, row);
    else await settle(db, { claimed: row, change: outcome });
    if (outcome !== 'forget' && outcome.state !== 'sent') {
      log.warn({ mail: row.id, kind: row.kind, state: outcome.state, attempts: row.attempts }, 'mail not sent');
    }
  } catch (err) {
    log.error({ err, mail: row.id }, 'the outcome of a mail could not be written');
  }
};

const outcomeOf = async (delivery: Delivery, row: OutboxRow): Promise<'forget' | OutboxChange> => {
  const { clock, deliver, random = Math.random } = delivery;
  if (row.expiresAt <= clock()) return { state: 'dead', data: null, lastError: row.lastError ?? 'out of date' };
  try {
    // A server that dies each time it tries this one must not do so for ever.
    if (row.attempts > MAX_ATTEMPTS) throw new Undeliverable('the server stopped while sending it, each time');
    const { id, kind, recipient } = row;
    const outcome = await deliver({ id, kind, recipient, data: contentsOf(delivery, row) });
    return outcome === 'forget' ? outcome : { state: 'sent', data: null, lastError: null, sentAt: clock() };
  } catch (error) {
    const lastError = reasonOf(error);
    if (error instanceof Undeliverable || row.attempts >= MAX_ATTEMPTS) return { state: 'dead', lastError };
    return { state: 'pending', lastError, dueAt: clock() + retryDelay(row.attempts, random()) };
  }
};

const contentsOf = ({ key }: Delivery, { id, data }: OutboxRow): unknown => {
  if (data === null) throw new Undeliverable('its contents have been erased');
  try {
    return openJson({ key, bound: id }, data);
  } catch (cause) {
    throw new Undeliverable('its contents cannot be opened: has SMART_PRESENCE_SECRET changed?', { cause });
  }
};

const LONGEST_REASON = 300;

/** What a mail server answered, on one line, without the token of a link that it may have quoted. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\w-]{30,}/g, '…')
    .slice(0, LONGEST_REASON);

const waitAfter = (stopping: AbortSignal | undefined) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(resolve, LAST_WAIT_MS);
  };
  stopping?.addEventListener('abort', start, { once: true });
  return {
    over: promise,
    cancel: () => {
      stopping?.removeEventListener('abort', start);
      clearTimeout(timer);
    },
  };
};
