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
  // The server was not reached, and nothing was far enough to be kept.
  const isNotBegun = sendAgain === null && error instanceof ApiError && error.status === 0;
  const isFinal = error instanceof ApiError && final.has(error.code);
  const words = wordsFor({ error, isLost: sendAgain !== null, isNotBegun });
  return (
    <Stack>
      <div role="alert">
        <Message
          icon={sendAgain || isNotBegun ? 'offline' : 'warning'}
          title={words.title}
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
          {words.body}
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

function wordsFor(props: { error: unknown; isLost: boolean; isNotBegun: boolean }): { title: string; body: string } {
  const { error, isLost, isNotBegun } = props;
  const { message, advice } = wordsOf(error);
  if (isLost) return { title: t('student.checkIn.lost'), body: `${message} ${advice}` };
  if (isNotBegun) return { title: t('student.checkIn.notBegun'), body: t('student.checkIn.notBegunBody') };
  // The challenge may be refused before the page has learnt what is open.
  if (error instanceof ApiError && error.code === 'not_found')
    return { title: t('student.checkIn.notOpen'), body: t('student.checkIn.notOpenBody') };
  return { title: message, body: advice };
}
