export { type Delivery, deliverDue, LEASE_MS, type Outgoing, Undeliverable } from './deliver-due.ts';
export { enqueue, type Mail } from './enqueue.ts';
export { findMail, forgetOldMail, listOutbox, type OutboxQuery, type OutboxRow, revive } from './outbox.store.ts';
export { MAX_ATTEMPTS, retryDelay } from './retry-delay.ts';
