import type { Platform } from '../../platform/platform.ts';
import { reportRoutes } from './reports.routes.ts';

/** What people hand in: sheets, registers, records and lists as files. Reads what others keep. */
export const registerReports = (platform: Platform): void => reportRoutes(platform);
