import type { ReportCell, ReportPart, SecuritySubject } from '@smart-presence/contract';
import { describeAlerts, describeCases } from '../../security/index.ts';
import { type Making, type Said, words } from './context.ts';

const DAY_MS = 24 * 3_600_000;
const MOST = 2_000;

/** What happened, what was raised and what came of it, in the last so many days. */
export const securityReport = async (making: Making, { days }: { days: number }): Promise<Said> => {
  const since = making.now - days * DAY_MS;
  const [events, alerts, cases] = [
    await eventsPart(making, since),
    await alertsPart(making, since),
    await casesPart(making, since),
  ];
  return {
    title: 'Security summary',
    facts: [
      { label: 'Days', value: `the last ${days}` },
      { label: 'Alerts', value: String(alerts.rows.length) },
      { label: 'Cases', value: String(cases.rows.length) },
    ],
    parts: [events, alerts, cases],
    notes: [
      'Signs of attacks are kept for 180 days. Nobody is punished by them: an alert asks that somebody looks.',
      ...([alerts, cases].some(({ rows }) => rows.length === MOST) ? [`The newest ${MOST} of each are shown.`] : []),
    ],
  };
};

const eventsPart = async ({ db }: Making, since: number): Promise<ReportPart> => {
  const rows = await db
    .selectFrom('securityEvent')
    .select(({ fn }) => ['kind', 'code', fn.sum<number>('times').as('times'), fn.max('lastAt').as('lastAt')])
    .select(({ fn }) => fn.count<number>('actor').distinct().as('actors'))
    .where('lastAt', '>=', since)
    .groupBy(['kind', 'code'])
    .orderBy('kind')
    .orderBy('code')
    .execute();
  return {
    title: 'Signs by kind',
    columns: [
      { key: 'kind', label: 'Kind', type: 'text' },
      { key: 'sign', label: 'Sign', type: 'text' },
      { key: 'times', label: 'Times', type: 'number' },
      { key: 'actors', label: 'Actors', type: 'number' },
      { key: 'last', label: 'Last', type: 'instant' },
    ],
    fixed: 1,
    empty: 'No sign of any attack.',
    rows: rows.map(({ kind, code, times, actors, lastAt }): ReportCell[] => [
      ...[words(kind), words(code), Number(times), Number(actors), Number(lastAt)],
    ]),
  };
};

const subject = ({ kind, name, usn }: SecuritySubject): string =>
  name === null ? words(kind) : usn === null ? name : `${name} (${usn})`;

const alertsPart = async ({ db }: Making, since: number): Promise<ReportPart> => {
  const rows = await db
    .selectFrom('securityAlert')
    .selectAll()
    .where('lastAt', '>=', since)
    .orderBy('lastAt', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  const alerts = await describeAlerts(db, rows);
  return {
    title: 'Alerts',
    columns: [
      { key: 'opened', label: 'Opened', type: 'instant' },
      { key: 'last', label: 'Last', type: 'instant' },
      { key: 'kind', label: 'Kind', type: 'text' },
      { key: 'severity', label: 'Severity', type: 'text' },
      { key: 'about', label: 'About', type: 'text' },
      { key: 'signs', label: 'Signs', type: 'number' },
      { key: 'state', label: 'State', type: 'text' },
      { key: 'by', label: 'By', type: 'text' },
      { key: 'note', label: 'Note', type: 'text' },
    ],
    fixed: 1,
    empty: 'No alerts.',
    rows: alerts.map((alert): ReportCell[] => [
      ...[alert.openedAt, alert.lastAt, words(alert.kind), words(alert.severity), subject(alert.subject), alert.events],
      ...[words(alert.state), (alert.resolved ?? alert.acknowledged)?.by.name ?? '', alert.note ?? ''],
    ]),
  };
};

const casesPart = async ({ db }: Making, since: number): Promise<ReportPart> => {
  const rows = await db
    .selectFrom('securityCase')
    .selectAll()
    .where('lastAt', '>=', since)
    .orderBy('lastAt', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  const cases = await describeCases(db, rows);
  return {
    title: 'Cases',
    columns: [
      { key: 'opened', label: 'Opened', type: 'instant' },
      { key: 'last', label: 'Last', type: 'instant' },
      { key: 'state', label: 'State', type: 'text' },
      { key: 'people', label: 'People', type: 'text' },
      { key: 'links', label: 'Links', type: 'number' },
    ],
    fixed: 1,
    empty: 'No cases.',
    rows: cases.map(({ openedAt, lastAt, state, members, links }): ReportCell[] => [
      ...[openedAt, lastAt, words(state)],
      members.map(({ name, usn }) => (usn === null ? name : `${name} (${usn})`)).join(', '),
      links.length,
    ]),
  };
};
