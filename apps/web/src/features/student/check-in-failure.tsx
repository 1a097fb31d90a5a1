import { Button, Group, Stack } from '@mantine/core';
import type { OpenForMe } from '@smart-presence/contract';
import { ApiError } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { Message, wordsOf } from '../../ui/states.tsx';
import { OtherWay } from './other-way.tsx';

/** After this many failures the other way is offered, not only another try. */
export const patienceWithFailures = 2;

/** Another try cannot help against these. */
const final = new Set([
  'session_closed',
  'session_locked',
  'session_not_open',
  'not_enrolled',
  'not_found',
  'forbidden',
]);

interface CheckInFailureProps {
  error: unknown;
  failures: number;
  again: () => void;
  /** Sends the very same pictures once more; null when the server has refused them. */
  sendAgain: (() => void) | null;
  session: OpenForMe | undefined;
}

/** The check-in got no decision: why, and what to do next. */
export function CheckInFailure({ error, failures, again, sendAgain, session }: CheckInFailureProps) {
  const { message, advice } = wordsOf(error);
  // The server was not reached, and nothing was far enough to be kept.
  const isNotBegun = sendAgain === null && error instanceof ApiError && error.status === 0;
  const isFinal = error instanceof ApiError && final.has(error.code);
  return (
    <Stack>
      <div role="alert">
        <Message
          icon={sendAgain || isNotBegun ? 'offline' : 'warning'}
          title={sendAgain ? t('student.checkIn.lost') : isNotBegun ? t('student.checkIn.notBegun') : message}
          actions={
            <Group>
              {sendAgain && <Button onClick={sendAgain}>{t('student.checkIn.sendAgain')}</Button>}
              {!isFinal && !sendAgain && <Button onClick={again}>{t('student.checkIn.again')}</Button>}
              <ButtonLink to="/home" variant="default">
                {t('student.checkIn.toHome')}
              </ButtonLink>
            </Group>
          }
        >
          {sendAgain ? `${message} ${advice}` : isNotBegun ? t('student.checkIn.notBegunBody') : advice}
        </Message>
      </div>
      {(isFinal || isNotBegun || failures >= patienceWithFailures) && <OtherWay session={session} />}
    </Stack>
  );
}

/** Not sent yet, and kept: there is nothing to do here any more. */
export function CheckInKept() {
  return (
    <div role="status">
      <Message
        icon="offline"
        title={t('student.checkIn.kept')}
        actions={<ButtonLink to="/home">{t('student.checkIn.toHome')}</ButtonLink>}
      >
        {t('student.checkIn.keptBody')}
      </Message>
    </div>
  );
}
