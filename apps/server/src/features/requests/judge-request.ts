import type { RequestAction, RequestKind, RequestState, RequestVerdict } from '@smart-presence/contract';

export interface RequestFacts {
  kind: RequestKind;
  state: RequestState;
  verdict: RequestVerdict | null;
  secondReadingBy: number | null;
  /** Who gave the first answer. */
  firstReader: string | null;
}

/**
 * Which answer may be given now: 1, the second reader's, or none. An answer may be read again on the student's asking, or by
 * whoever else may decide, while the time for it lasts; what the student asked for in time stays to be answered. Pure.
 */
export const nextRound = ({ state, secondReadingBy }: RequestFacts, now: number): 1 | 2 | null => {
  if (state === 'open') return 1;
  if (state === 'second-reading') return 2;
  return state === 'answered' && secondReadingBy !== null && now < secondReadingBy ? 2 : null;
};

/** What a member of staff who may decide about this request may do now. */
export const staffActions = (facts: RequestFacts, viewer: { personId: string }, now: number): RequestAction[] => {
  const round = nextRound(facts, now);
  if (round === 1) return ['answer'];
  return round === 2 && facts.firstReader !== viewer.personId ? ['read-again'] : [];
};

/** What the student who asked may do now. */
export const studentActions = (facts: RequestFacts, now: number): RequestAction[] => {
  const { kind, state, verdict, secondReadingBy } = facts;
  const actions: RequestAction[] = [];
  const isInForce = kind === 'leave' && verdict === 'granted' && state !== 'withdrawn';
  if (state === 'open' || isInForce) actions.push('withdraw');
  if (state === 'answered' && verdict === 'refused' && secondReadingBy !== null && now < secondReadingBy)
    actions.push('ask-second-reading');
  return actions;
};
