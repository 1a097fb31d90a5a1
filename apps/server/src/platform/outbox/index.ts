export { type Delivery, deliverDue, LEASE_MS, type Outgoing, Undeliverable } from './deliver-due.ts';
export { enqueue, type Mail } from './enqueue.ts';
export { findMail, listOutbox, type OutboxQuery, type OutboxRow, oldMail, revive } from './outbox.store.ts';
export { MAX_ATTEMPTS, retryDelay } from './retry-delay.ts';
