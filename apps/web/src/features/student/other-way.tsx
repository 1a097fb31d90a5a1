import { Paper, Stack, Text, Title } from '@mantine/core';
import { useMe } from '../../api/me.ts';
import { t } from '../../strings/index.ts';
import classes from './check-in.module.css';

/** The path that always works: the teacher's roll call. Shows who to look for on the list. */
export function OtherWay() {
  const { person } = useMe();
  return (
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
  );
}
