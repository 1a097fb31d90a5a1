import type { DomainEvent } from '../../../platform/events/index.ts';

/** Somebody waits, or was answered: administrators' counters follow. Says nothing about whom. */
export const registrationsChanged = (actorId: string | null, now: number): DomainEvent => ({
  type: 'registrations.changed',
  at: now,
  actorId,
  data: {},
});
