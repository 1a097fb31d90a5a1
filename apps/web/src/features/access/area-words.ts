import { type Key, t } from '../../strings/index.ts';

const areas: Record<string, Key> = {
  academics: 'area.academics',
  accounts: 'area.accounts',
  attendance: 'area.attendance',
  biometrics: 'area.biometrics',
  insights: 'area.insights',
  kiosks: 'area.kiosks',
  live: 'area.live',
  notifications: 'area.notifications',
  platform: 'area.platform',
  policies: 'area.policies',
  registration: 'area.registration',
  standing: 'area.standing',
};

/** What a group of routes is about; one without words yet keeps the name that the API gives it. */
export const areaWords = (tag: string): string => {
  const key = areas[tag];
  return key ? t(key as 'area.accounts') : tag;
};
