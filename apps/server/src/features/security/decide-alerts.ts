import { type ActorKind, type SecurityKind, type Severity, securityEvents } from '@smart-presence/contract';
import { graver, type Risk, type RiskEvent, severityOf } from './risk.ts';

export interface JudgedEvent extends RiskEvent {
  id: string;
  actorKind: ActorKind;
  actor: string;
  personId: string | null;
}

/** An alert that has to be there: raised now, or already. */
export interface DueAlert {
  cause: string;
  kind: SecurityKind;
  severity: Severity;
  subjectKind: ActorKind;
  subject: string;
  points: number;
  eventIds: string[];
}

export interface ActorFacts {
  /** What is new of this actor. */
  fresh: readonly JudgedEvent[];
  risk: Risk;
  /** All that the risk is made of: what an alert about the actor says. */
  weighed: readonly { id: string }[];
}

/** Whom an alert about this event would be about: somebody's own doings are one cause, an account that is attacked another. */
export const causeOf = ({ code, actorKind, actor, personId }: JudgedEvent): string => {
  if (actorKind === 'person') return `person:${actor}`;
  if (securityEvents[code].alert !== null && personId !== null) return `account:${personId}:${code}`;
  return actorKind === 'server' ? `server:${code}` : `${actorKind}:${actor}`;
};

/** Which alerts the new events of one actor call for: by themselves, or by what they add up to. */
export const decideAlerts = ({ fresh, risk, weighed }: ActorFacts): DueAlert[] => {
  const byCause = new Map<string, JudgedEvent[]>();
  for (const event of fresh) {
    byCause.set(causeOf(event), [...(byCause.get(causeOf(event)) ?? []), event]);
  }
  return [...byCause].flatMap(([cause, events]): DueAlert[] => {
    const [first] = events as [JudgedEvent];
    const ofOne = events.reduce<Severity | null>((most, { code }) => graver(most, securityEvents[code].alert), null);
    const isAccount = cause.startsWith('account:');
    const severity = isAccount ? ofOne : graver(ofOne, severityOf(risk.points, first.actorKind));
    if (severity === null) return [];
    const heaviest = isAccount ? first.code : (risk.because[0]?.code ?? first.code);
    return [
      {
        cause,
        kind: securityEvents[heaviest].kind,
        severity,
        subjectKind: isAccount ? 'person' : first.actorKind,
        subject: isAccount ? (first.personId as string) : first.actor,
        points: Math.round(risk.points),
        eventIds: (isAccount ? events : weighed).map(({ id }) => id),
      },
    ];
  });
};
