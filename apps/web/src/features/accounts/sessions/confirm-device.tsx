import { Button, Skeleton, Text, TextInput } from '@mantine/core';
import { DEVICE_NUMBER_DIGITS, type DeviceConfirmation, type Me, routes } from '@smart-presence/contract';
import { ApiError, call } from '../../../api/client.ts';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/sign-in-devices-words.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { formatInstant } from '../../../ui/format-time.ts';
import { Loaded, Notice, Problem } from '../../../ui/states.tsx';
import { useNow } from '../../../ui/time.tsx';
import { FrontPage } from '../front-page.tsx';
import { useSignOut } from '../use-sign-out.ts';

/** Asks who signs in on a new device for the number that was mailed to them. */
export function ConfirmDevice({ me, onSettled }: { me: Me; onSettled: (me: Me) => void }) {
  const state = useApi(routes.deviceConfirmation, {});
  const signOut = useSignOut();
  return (
    <FrontPage title={t('confirmDevice.title')}>
      <Loaded query={state} skeleton={<Skeleton height={200} />}>
        {(confirmation) => (
          <>
            <Text>{t('confirmDevice.intro', { email: unbroken(confirmation.sentTo) })}</Text>
            <NumberForm
              confirmation={confirmation}
              zone={me.institution.timeZone}
              onSettled={onSettled}
              onRefused={() => void state.refetch()}
            />
            <Resend confirmation={confirmation} />
          </>
        )}
      </Loaded>
      <Text c="dimmed" size="sm">
        {t('confirmDevice.notYou')}
      </Text>
      <Button variant="subtle" loading={signOut.isPending} onClick={() => signOut.mutate({})}>
        {t('confirmDevice.startOver')}
      </Button>
      <Problem error={signOut.error} />
    </FrontPage>
  );
}

/** A line may break after an ellipsis, which would tear the address apart. */
const unbroken = (email: string): string => email.replace('…', '…\u2060');

function NumberForm(props: {
  confirmation: DeviceConfirmation;
  zone: string;
  onSettled: (me: Me) => void;
  onRefused: () => void;
}) {
  const { expiresAt, triesLeft } = props.confirmation;
  const isOver = useNow(5_000) >= expiresAt;
  const { form, formProps, ...state } = useContractForm({
    schema: routes.confirmDevice.body,
    initial: { number: '' },
    toBody: ({ number }) => ({ number: number.replace(/\s/g, '') }),
    onSubmit: async (body) => {
      try {
        props.onSettled(await call(routes.confirmDevice, { body }));
      } catch (error) {
        // How many tries are left; after the last one nobody is signed in any more, which leads to the sign-in page.
        if (error instanceof ApiError && error.status >= 400 && error.status < 500) props.onRefused();
        throw error;
      }
    },
  });
  return (
    <form {...formProps}>
      <TextInput
        label={t('confirmDevice.number')}
        description={t('confirmDevice.numberHint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={DEVICE_NUMBER_DIGITS + 2}
        size="lg"
        {...form.getInputProps('number')}
      />
      {isOver ? (
        <Notice tone="warn">{t('confirmDevice.expired')}</Notice>
      ) : (
        <Text c="dimmed" size="sm">
          {t('confirmDevice.expires', { time: formatInstant(expiresAt, props.zone, 'time') })}{' '}
          {t('confirmDevice.tries', { count: triesLeft })}
        </Text>
      )}
      <FormEnd state={state} submit={t('confirmDevice.submit')} />
    </form>
  );
}

function Resend({ confirmation: { resendAt } }: { confirmation: DeviceConfirmation }) {
  const now = useNow(1_000);
  const resend = useApiMutation(routes.resendDeviceNumber, { invalidates: [routes.deviceConfirmation] });
  if (resendAt === null) return <Text c="dimmed">{t('confirmDevice.noMore')}</Text>;
  const seconds = Math.max(0, Math.ceil((resendAt - now) / 1000));
  return (
    <>
      {resend.isSuccess && <Notice tone="ok">{t('confirmDevice.resent')}</Notice>}
      <Problem error={resend.error} />
      <Button variant="default" disabled={seconds > 0} loading={resend.isPending} onClick={() => resend.mutate({})}>
        {seconds > 0 ? t('confirmDevice.resendIn', { count: seconds }) : t('confirmDevice.resend')}
      </Button>
    </>
  );
}
