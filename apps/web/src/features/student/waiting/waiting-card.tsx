import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { CheckInReply } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { t } from '../../../strings/index.ts';
import '../../../strings/check-in-words.ts';
import '../../../strings/waiting-words.ts';
import { announce } from '../../../ui/announce.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { wordsOf } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import type { KeptCheckIn } from './pack.ts';
import { letGo, putAway, sendWaiting, useWaiting } from './sender.ts';
import classes from './waiting.module.css';
import type { Settled } from './waiting-queue.ts';

/** What waits on this device to be sent, and what came of it. Nothing when there is neither. */
export function WaitingCard() {
  const { waiting, settled, isSending } = useWaiting();
  const [leaving, setLeaving] = useState<KeptCheckIn | null>(null);
  return (
    <>
      {settled.map((one) => (
        <Answer key={one.checkIn.key} settled={one} />
      ))}
      {waiting.length > 0 && (
        <Paper component="section" aria-labelledby="waiting" mb="lg">
          <Stack gap="sm">
            <div className={classes.head}>
              <Icon name="clock" size={28} />
              <Title order={2} size="h3" id="waiting">
                {t('student.waiting.title', { count: waiting.length })}
              </Title>
            </div>
            <Text c="dimmed">{t('student.waiting.body')}</Text>
            <ul className={classes.list}>
              {waiting.map((checkIn) => (
                <li key={checkIn.key} className={classes.row}>
                  <span>
                    <strong>{checkIn.courseName}</strong>, {t('student.waiting.taken')} <Time at={checkIn.capturedAt} />
                  </span>
                  <Button
                    variant="default"
                    onClick={() => setLeaving(checkIn)}
                    aria-label={`${t('student.waiting.discard')}: ${checkIn.courseName}`}
                  >
                    {t('student.waiting.discard')}
                  </Button>
                </li>
              ))}
            </ul>
            <Group>
              <Button loading={isSending} onClick={() => void sendWaiting()}>
                {t('student.waiting.now')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      )}
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('student.waiting.discardTitle', { course: leaving?.courseName ?? '' })}
        consequences={[t('student.waiting.discardErases'), t('student.waiting.discardAfter')]}
        confirm={t('student.waiting.discard')}
        danger
        onConfirm={async () => leaving && letGo(leaving.key)}
      />
    </>
  );
}

function Answer({ settled }: { settled: Settled<CheckInReply> }) {
  const { checkIn } = settled;
  const { tone, title, body } = 'reply' in settled ? wordsFor(settled.reply, checkIn) : refusalFor(settled);
  useEffect(() => announce(`${title}. ${checkIn.courseName}. ${body}`), [title, body, checkIn.courseName]);
  return (
    <div className={classes.answer} data-tone={tone}>
      <Icon name={tone === 'ok' ? 'checkCircle' : tone === 'info' ? 'clock' : 'warning'} size={32} />
      <div>
        <Title order={2} size="h3">
          {title}
        </Title>
        <p className={classes.words}>
          <strong>{checkIn.courseName}</strong>, {t('student.waiting.taken')} <Time at={checkIn.capturedAt} />
          {body && <br />}
          {body}
        </p>
      </div>
      <Button variant="default" onClick={() => putAway(checkIn.key)}>
        {t('student.waiting.hide')}
      </Button>
    </div>
  );
}

interface Words {
  tone: 'ok' | 'info' | 'warn';
  title: string;
  body: string;
}

function wordsFor({ decision, code, message, mark }: CheckInReply, { courseName }: KeptCheckIn): Words {
  if (decision === 'review')
    return {
      tone: 'info',
      title: t('student.checkIn.result.sent_to_review'),
      body: t(mark ? 'student.waiting.late' : 'student.waiting.review'),
    };
  if (decision !== 'reject') {
    const title = code === 'already_marked' ? code : 'accepted';
    return { tone: 'ok', title: t(`student.checkIn.result.${title}`), body: '' };
  }
  // What was not good then cannot be done better now.
  const title = t('student.waiting.refused', { course: courseName });
  return { tone: 'warn', title, body: `${message} ${t('student.waiting.teacher')}` };
}

function refusalFor({ checkIn, error }: { checkIn: KeptCheckIn; error: unknown }): Words {
  const { message, advice } = wordsOf(error);
  const title = t('student.waiting.refused', { course: checkIn.courseName });
  return { tone: 'warn', title, body: `${message} ${advice}` };
}
