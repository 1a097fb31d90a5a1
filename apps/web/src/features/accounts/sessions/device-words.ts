import type { SignInSessionInfo } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import '../../../strings/sign-in-devices-words.ts';
import type { IconName } from '../../../ui/icon.tsx';

/** What a device is called: by its owner, else by what its browser says. */
export function deviceName({ name, device }: Pick<SignInSessionInfo, 'name' | 'device'>): string {
  return name ?? browserName(device);
}

export function browserName({ browser, system }: SignInSessionInfo['device']): string {
  if (browser && system) return t('devices.browserOn', { browser, system });
  if (system) return t('devices.unknownBrowser', { system });
  return browser ?? t('devices.unknown');
}

export const deviceIcon: Record<SignInSessionInfo['device']['kind'], IconName> = {
  computer: 'monitor',
  phone: 'phone',
  tablet: 'tablet',
  unknown: 'question',
};
