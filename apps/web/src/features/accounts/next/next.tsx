import type { Me, SignInNeed } from '@smart-presence/contract';
import { getRouteApi } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { becomeMe, useMe } from '../../../api/me.ts';
import '../../../theme/app-styles.ts';
import { t } from '../../../strings/index.ts';
import { FrontPage } from '../front-page.tsx';
import type { SettleProps } from './settle-parts.tsx';
import '../second-factors/words.ts';

/** Waiting for approval has a page of its own. */
const pages: Record<Exclude<SignInNeed, 'approval'>, ComponentType<SettleProps>> = {
  'second-factor': lazy(async () => ({ default: (await import('./second-factor.tsx')).SecondFactor })),
  'second-factor-setup': lazy(async () => ({ default: (await import('./set-up-factor.tsx')).SetUpFactor })),
  'device-confirmation': lazy(async () => ({
    default: (await import('../sessions/confirm-device.tsx')).ConfirmDevice,
  })),
  'new-password': lazy(async () => ({ default: (await import('./choose-new-password.tsx')).ChooseNewPassword })),
};

const route = getRouteApi('/sign-in/next');

/** What a sign-in still needs, one page after the other. */
export function Next() {
  const { next } = route.useSearch();
  const [me, setMe] = useState(useMe());
  const settled = (now: Me) => {
    becomeMe(now);
    if (now.needs && now.needs !== 'approval') setMe(now);
    // Loaded anew, as after any sign-in.
    else window.location.assign(next ?? '/');
  };
  if (!me.needs || me.needs === 'approval') return null;
  const Settle = pages[me.needs];
  return (
    <Suspense fallback={<FrontPage title={t('state.loading')} />}>
      <Settle key={me.csrfToken} me={me} onSettled={settled} />
    </Suspense>
  );
}
