import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { alertRow, alertRows } from './alerts.store.ts';
import { describeAlerts, describeCases, describeEvents } from './describe.ts';
import { caseRow, caseRows, eventRows, eventsOfAlert, eventsOfCase } from './events.store.ts';
import { securityOverview } from './overview.store.ts';
import { acknowledgeAlert, resolveAlert } from './settle-alert.ts';

/** The security centre of administrators. */
export const securityRoutes = ({ db, router }: Platform): void => {
  router.on('securityOverview', ({ now }) => securityOverview(db, now));

  router.on('listSecurityEvents', async ({ query }) => {
    const { rows, total } = await eventRows(db, query);
    const { page, pageSize } = query;
    return { items: await describeEvents(db, rows), total, page, pageSize };
  });

  router.on('listAlerts', async ({ query }) => {
    const { rows, total } = await alertRows(db, query);
    const { page, pageSize } = query;
    return { items: await describeAlerts(db, rows), total, page, pageSize };
  });

  router.on('getAlert', async ({ params }) => ({
    alert: await alertOf(db, params.id),
    events: await describeEvents(db, await eventsOfAlert(db, params.id)),
  }));

  router.on('acknowledgeAlert', async ({ params, body, viewer, now }) => {
    await acknowledgeAlert(db, { ...params, ...body, by: viewer.personId, now });
    return alertOf(db, params.id);
  });

  router.on('resolveAlert', async ({ params, body, viewer, now }) => {
    await resolveAlert(db, { ...params, ...body, by: viewer.personId, now });
    return alertOf(db, params.id);
  });

  router.on('listCases', async ({ query }) => {
    const { rows, total } = await caseRows(db, query);
    return { items: await describeCases(db, rows), total, ...query };
  });

  router.on('getCase', async ({ params }) => {
    const row = (await caseRow(db, params.id)) ?? fail('not_found');
    const [described] = await describeCases(db, [row]);
    return {
      case: described ?? fail('not_found'),
      events: await describeEvents(db, await eventsOfCase(db, row)),
    };
  });
};

const alertOf = async (db: Db, id: string) => {
  const row = (await alertRow(db, id)) ?? fail('not_found');
  const [alert] = await describeAlerts(db, [row]);
  return alert ?? fail('not_found');
};
