import {
  isAboutPeople,
  type PersonalData,
  type PersonalTable,
  platformData,
} from '../../../platform/personal-data/index.ts';
import { academicsData } from '../../academics/index.ts';
import { accountsData } from '../../accounts/index.ts';
import { attendanceData } from '../../attendance/index.ts';
import { biometricsData } from '../../biometrics/index.ts';
import { feedbackData } from '../../feedback/index.ts';
import { insightsData } from '../../insights/index.ts';
import { monitoringData } from '../../monitoring/index.ts';
import { notificationsData } from '../../notifications/index.ts';
import { policiesData } from '../../policies/index.ts';
import { reportsData } from '../../reports/index.ts';
import { requestsData } from '../../requests/index.ts';
import { securityData } from '../../security/index.ts';
import { standingData } from '../../standing/index.ts';

/**
 * Everything held about people, by owner. Erasing goes through it in this order: what refers to something stands before it,
 * and the account comes last.
 */
export const personalData: readonly PersonalData[] = [
  biometricsData,
  reportsData,
  requestsData,
  standingData,
  monitoringData,
  insightsData,
  feedbackData,
  attendanceData,
  securityData,
  notificationsData,
  policiesData,
  academicsData,
  platformData,
  accountsData,
];

export const allTables: readonly PersonalTable[] = personalData.flatMap(({ tables }) => tables);

/** Tables with rows about people; the others only name who did something. */
export const tablesAboutPeople: readonly PersonalTable[] = allTables.filter(isAboutPeople);
