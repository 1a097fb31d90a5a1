import { TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { call, rememberCsrfToken } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { Notice } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { codeIn } from './pairing-code.ts';

interface PairDeviceProps {
  /** What this page makes of a device. */
  purpose: 'door' | 'room';
  title: string;
  intro: string;
  /** The cookie is there: fetches what the device shows, and its token. */
  onPaired: () => Promise<unknown>;
  children?: ReactNode;
}

const pages = { door: '/kiosk', room: '/room-camera' } as const;

/** Takes a pairing code. One of another kind of device leads to its page. */
export function PairDevice({ purpose, title, intro, onPaired, children }: PairDeviceProps) {
  const [fromLink] = useState(() => codeIn(window.location.hash));
  useEffect(leaveNoCode, []);
  const { form, formProps, ...state } = useContractForm({
    schema: routes.pairKiosk.body,
    initial: { code: fromLink },
    toFields: ({ code, ...others }) => (code ? { ...others, code: t('kiosk.codeWrong') } : others),
    onSubmit: async (body) => {
      const paired = await call(routes.pairKiosk, { body });
      rememberCsrfToken(null);
      if (paired.purpose !== purpose) window.location.replace(pages[paired.purpose]);
      else await onPaired();
    },
  });
  return (
    <FrontPage title={title} intro={intro}>
      <form {...formProps}>
        <TextInput
          label={t('kiosk.codeLabel')}
          description={t('kiosk.codeHint')}
          size="lg"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          {...form.getInputProps('code')}
        />
        <FormEnd state={state} submit={t('kiosk.pair')} />
      </form>
      {children}
      <Notice>{t('kiosk.signsOut')}</Notice>
    </FrontPage>
  );
}

/** Takes the code of the link out of the address, so that no history keeps it. */
function leaveNoCode(): void {
  if (codeIn(window.location.hash)) window.history.replaceState(window.history.state, '', window.location.pathname);
}
