/** Something that happened, recorded in the transaction that did it. */
export interface DomainEvent {
  type: string;
  at: number;
  /** Who did it; null: the clock. */
  actorId: string | null;
  sectionId?: string;
  sessionId?: string;
  /** Whom it is about. */
  personId?: string;
  /** The rest of what listeners need; never a picture, a template or a raw score. */
  data: Record<string, unknown>;
  /** What the audit log keeps beside that, and no stream tells: such as the mark before, or the reason given. */
  proof?: Record<string, unknown>;
}
