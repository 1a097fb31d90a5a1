import { calendarFeed } from './en/calendar-feed.ts';
import { checkInWords } from './en/check-in-words.ts';
import { everyone } from './en/everyone.ts';
import { feedback } from './en/feedback.ts';
import { insight } from './en/insight.ts';
import { kioskDoor } from './en/kiosk-door.ts';
import { kioskScreen } from './en/kiosk-screen.ts';
import { monitoringNotice } from './en/monitoring-notice.ts';
import { nextClass } from './en/next-class.ts';
import { notifications } from './en/notifications.ts';
import { ownData } from './en/own-data.ts';
import { ownDevices } from './en/own-devices.ts';
import { registering } from './en/registering.ts';
import { reports } from './en/reports.ts';
import { requests } from './en/requests.ts';
import { roomTab } from './en/room-tab.ts';
import { secondFactors } from './en/second-factors.ts';
import { signInDevices } from './en/sign-in-devices.ts';
import { staff } from './en/staff.ts';
import { studentPages } from './en/student-pages.ts';
import { waiting } from './en/waiting.ts';

/**
 * Every word the screens show, in English. A string may hold variables as `{name}`; an object holds plural forms
 * chosen by the variable `count`. Another language is a file with the same keys.
 */
export const en = {
  ...everyone,
  ...staff,
  ...secondFactors,
  ...checkInWords,
  ...ownData,
  ...ownDevices,
  ...registering,
  ...signInDevices,
  ...studentPages,
  ...waiting,
  ...kioskScreen,
  ...kioskDoor,
  ...roomTab,
  ...monitoringNotice,
  ...nextClass,
  ...notifications,
  ...requests,
  ...reports,
  ...feedback,
  ...insight,
  ...calendarFeed,
} as const;
