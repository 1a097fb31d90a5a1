import type { Platform } from '../../platform/platform.ts';
import { noteDue } from './cases/cases.store.ts';
import { compareSections, findCases } from './cases/find-cases.ts';
import { securityHold, securityRetention } from './forget-old.ts';
import { judgeEvents, type TellAdmins } from './judge-events.ts';
import { securityRoutes } from './security.routes.ts';

export { describeAlerts, describeCases } from './describe.ts';
export type { TellAdmins } from './judge-events.ts';
export { alertCounts } from './overview.store.ts';
export { securityData } from './personal-data.ts';
export { watchIntrusions } from './watch-intrusions.ts';

const LOOK_EVERY_MS = 500;
const COMPARE_EVERY_MS = 5_000;

/** Security events, risk, alerts and cases, and the centre where administrators see them. */
export const registerSecurity = (platform: Platform, tell: TellAdmins): void => {
  const { db, clock, feed, log, job } = platform;
  securityRoutes(platform);
  let isNew = true;
  feed.subscribe(({ type, sectionId }) => {
    if (type === 'security.changed') isNew = true;
    if (type !== 'session.closed' || sectionId === null) return;
    noteDue(db, sectionId, clock()).catch((err: unknown) => log.warn({ err }, 'a section is not compared'));
  });
  job({ name: 'judge security events', everyMs: LOOK_EVERY_MS, run: () => judgeEvents({ db, tell, now: clock() }) });
  job({
    name: 'find cases',
    everyMs: COMPARE_EVERY_MS,
    run: async () => {
      const compared = await compareSections(db);
      if (compared === 0 && !isNew) return;
      isNew = false;
      await findCases({ db, tell, now: clock() });
    },
  });
  platform.retain(...securityRetention);
  platform.hold(securityHold);
};
