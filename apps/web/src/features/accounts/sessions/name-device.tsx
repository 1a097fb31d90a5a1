import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { routes, type SignInSessionInfo } from '@smart-presence/contract';
import { call } from '../../../api/client.ts';
import { invalidate } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/sign-in-devices-words.ts';
import { FormEnd, orNull, useContractForm } from '../../../ui/form.tsx';
import { browserName } from './device-words.ts';

/** Asks what one calls a device. */
export function NameDevice({ session, onClose }: { session: SignInSessionInfo | null; onClose: () => void }) {
  return (
    <Modal
      opened={session !== null}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      title={
        <Text component="span" fw={600} size="lg">
          {t('devices.renameTitle')}
        </Text>
      }
    >
      {session && <NameForm key={session.id} session={session} onClose={onClose} />}
    </Modal>
  );
}

function NameForm({ session, onClose }: { session: SignInSessionInfo; onClose: () => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.nameMySignInSession.body,
    initial: { name: session.name ?? '' },
    toBody: ({ name }) => ({ name: orNull(name) }),
    onSubmit: async (body) => {
      await call(routes.nameMySignInSession, { params: { id: session.id }, body });
      await invalidate(routes.mySignInSessions);
      onClose();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput
          label={t('devices.name')}
          description={t('devices.nameHint')}
          placeholder={browserName(session.device)}
          maxLength={60}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
