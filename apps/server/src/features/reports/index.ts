import { createKeyring } from '../../platform/crypto/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { reportFileRoutes } from './files/report-files.routes.ts';
import { reportRoutes } from './reports.routes.ts';
import { scheduleRoutes } from './schedules/schedules.routes.ts';

export { eraseKeptFiles, reportKeys } from './files/report-files.store.ts';
export { reportsData } from './personal-data.ts';
export { writeAside } from './writers/write-aside.ts';

/** What people hand in: sheets, registers, records and lists as files, at once, in the background, or again and again. */
export const registerReports = (platform: Platform): void => {
  const { kek, otherKek } = platform.secrets;
  reportRoutes(platform);
  reportFileRoutes(platform, createKeyring({ kek, alsoOpens: otherKek ? [otherKek] : [] }));
  scheduleRoutes(platform);
};
