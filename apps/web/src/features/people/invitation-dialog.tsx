import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type Person, routes } from '@smart-presence/contract';
import { useEffect } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

/** Makes a single-use link for a person and offers it for copying. Open while `person` is given. */
export function InvitationDialog({ person, onClose }: { person: Person | null; onClose: () => void }) {
  return (
    <Modal
      opened={person !== null}
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('action.close') }}
      title={
        <Text component="span" fw={600} size="lg">
          {t('invitation.title', { name: person?.name ?? '' })}
        </Text>
      }
    >
      {person && <Invitation key={person.id} person={person} />}
    </Modal>
  );
}

function Invitation({ person }: { person: Person }) {
  const { mutate, data, error, isPending } = useApiMutation(routes.invitePerson);
  const { id, name, hasPassword } = person;
  // A new person's link is made at once. Somebody with a password is asked for first: the old link would end unseen.
  useEffect(() => {
    if (!hasPassword) mutate({ params: { id } });
  }, [hasPassword, id, mutate]);
  if (!data) {
    return (
      <Stack>
        {hasPassword && <Text>{t('invitation.resetIntro', { name })}</Text>}
        <Text c="dimmed">{t('invitation.replaces')}</Text>
        <Problem error={error} />
        <Button loading={isPending} onClick={() => mutate({ params: { id } })}>
          {t('invitation.make')}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack>
      {data.mailedTo ? (
        <Notice tone="ok">{t('invitation.mailed', { email: data.mailedTo })}</Notice>
      ) : (
        <Notice>{t('invitation.intro', { name })}</Notice>
      )}
      <TextInput
        label={t('invitation.link')}
        value={data.url}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={data.url} />
      <Text c="dimmed" size="sm">
        {t('invitation.expires')} <Time at={data.expiresAt} />
      </Text>
    </Stack>
  );
}
