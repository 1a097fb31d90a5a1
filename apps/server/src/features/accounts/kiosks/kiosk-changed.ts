import type { DomainEvent } from '../../../platform/events/index.ts';

/** Paired, unpaired, renamed, moved or removed: administrators see it in their list, and the kiosk itself loads anew. */
export const kioskChanged = (props: { id: string; actorId: string | null; now: number }): DomainEvent => ({
  type: 'kiosk.changed',
  at: props.now,
  actorId: props.actorId,
  personId: props.id,
  data: { kioskId: props.id },
});
