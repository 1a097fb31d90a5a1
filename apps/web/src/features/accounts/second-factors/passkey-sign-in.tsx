import { Button } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Problem } from '../../../ui/states.tsx';
import { answerWithPasskey, offerPasskeys, passkeysWorkHere } from './passkeys.ts';

/** The way in without e-mail and password: a button, and the browser's own list at the e-mail field. */
export function PasskeySignIn({ next, remember }: { next: string; remember: boolean }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isHere = passkeysWorkHere();
  // Read when the answer comes: a change of mind must not take the browser's list away.
  const wish = useRef(remember);
  useEffect(() => {
    wish.current = remember;
  }, [remember]);

  const ask = useCallback(() => call(entryRoutes.beginPasskeySignIn, {}), []);
  const finish = useCallback(
    async (body: Parameters<Parameters<typeof offerPasskeys>[0]['onAnswer']>[0]) => {
      await call(entryRoutes.signInWithPasskey, { body: { ...body, remember: wish.current } });
      window.location.assign(next);
    },
    [next],
  );
  // A device does one thing at a time: an offer that came after the button was pressed would end what the button began.
  const mayOffer = isHere && !isBusy;
  useEffect(() => (mayOffer ? offerPasskeys({ ask, onAnswer: finish }) : undefined), [mayOffer, ask, finish]);

  const signIn = async () => {
    setBusy(true);
    setError(null);
    try {
      const { ceremonyId, options } = await ask();
      await finish({ ceremonyId, response: await answerWithPasskey(options) });
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  if (!isHere) return null;
  return (
    <>
      <Problem error={error} />
      <Button variant="default" leftSection={<Icon name="key" />} loading={isBusy} onClick={() => void signIn()}>
        {t('passkey.signIn')}
      </Button>
    </>
  );
}
