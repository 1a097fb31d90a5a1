import { Paper, Stack, Text, Title } from '@mantine/core';
import type { OpenForMe } from '@smart-presence/contract';
import { useMe } from '../../api/me.ts';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import classes from './check-in.module.css';

/** The paths beside the camera: the code on the projector where there is one, and the teacher's roll call always. */
export function OtherWay({ session }: { session?: OpenForMe | undefined }) {
  const { person } = useMe();
  return (
    <>
      {session && session.roomCode !== 'off' && (
        <Paper p="md" w="100%">
          <Stack gap="xs" align="flex-start">
            <Title order={2} size="h3">
              {t('student.code.otherTitle')}
            </Title>
            <Text>{t('student.code.otherBody')}</Text>
            <ButtonLink to="/check-in/$sessionId" params={{ sessionId: session.sessionId }} search={{ way: 'code' }}>
              {t('student.code.enter')}
            </ButtonLink>
          </Stack>
        </Paper>
      )}
      <Paper p="md" w="100%">
        <Stack gap="xs">
          <Title order={2} size="h3">
            {t('student.checkIn.otherTitle')}
          </Title>
          <Text>{t('student.checkIn.otherBody')}</Text>
          <p className={classes.who}>
            <span>{person.name}</span>
            {person.profile?.usn && <span className={classes.usn}>{person.profile.usn}</span>}
          </p>
        </Stack>
      </Paper>
    </>
  );
}
