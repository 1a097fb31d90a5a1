import type { ReplyOf, Routes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { t } from '../../../strings/index.ts';

/** The way to an account of one's own, where the institution has opened it; nothing otherwise. */
export function RegisterLink() {
  const [status, setStatus] = useState<ReplyOf<Routes['registrationStatus']> | null>(null);
  useEffect(() => {
    // Without an answer there is no link: signing in will say what is wrong with the server.
    call(entryRoutes.registrationStatus, {}).then(setStatus, () => undefined);
  }, []);
  return status?.isOpen ? <a href="/register">{t('register.link')}</a> : null;
}
