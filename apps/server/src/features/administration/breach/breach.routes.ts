import type { BreachQuestion } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { listBreach, reportBreach } from './report-breach.ts';

/** Whose data a breach concerns: for an authority within the hour, and for those it concerns. */
export const breachRoutes = ({ db, router }: Platform): void => {
  const note = (
    question: BreachQuestion,
    { actorId, now, people }: { actorId: string; now: number; people: number },
  ) => {
    const subject = { kind: 'institution' as const, id: null };
    return transact(db, (trx) =>
      audit(trx, { action: 'breach.reported', at: now, actorId, subject, details: { ...question, people } }),
    );
  };
  router.on('reportBreach', async ({ body, viewer, now }) => {
    const report = await reportBreach(db, asked(body), now);
    await note(body, { actorId: viewer.personId, now, people: report.people });
    return report;
  });
  router.on('breachList', async ({ body, viewer, now }) => {
    const sheet = await listBreach(db, asked(body));
    await note(body, { actorId: viewer.personId, now, people: Math.max(0, sheet.split('\r\n').length - 2) });
    return { type: 'text/csv', name: 'affected-people.csv', bytes: Buffer.from(sheet) };
  });
};

const asked = (question: BreachQuestion): BreachQuestion => {
  const { from, to, system, of } = question;
  if (from > to)
    fail('invalid_request', { details: [{ path: 'body.to', message: 'must not be before the beginning' }] });
  if ((system === 'device' || system === 'account') !== (of !== null))
    fail('invalid_request', {
      details: [{ path: 'body.of', message: 'names the device or account, and nothing else' }],
    });
  return question;
};
