import { Group, Paper, Title } from '@mantine/core';
import type { StudentRequest } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow, useZone } from '../../ui/time.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { Documents } from './documents.tsx';
import { daysOf, sectionOf, stateOf, titleOf } from './request-words.ts';
import classes from './requests.module.css';

interface RequestCardProps {
  request: StudentRequest;
  /** Whether who asks is said, and the documents can be opened. */
  isStaff?: boolean;
  /** What can be done about it. */
  children?: ReactNode;
}

/** One request with all there is to know about it: what, when, why, the answers and the documents. */
export function RequestCard({ request, isStaff = false, children }: RequestCardProps) {
  const policy = usePolicy();
  const zone = useZone();
  const { student, leave, appeal, statement, second, answers, documents, marks, state } = request;
  const { tone, words } = stateOf(request);
  const title = titleOf(request, policy);
  const when = (at: number) => formatInstant(at, zone);
  const about = [
    leave ? daysOf(leave) : appeal && when(appeal.session.openedAt),
    sectionOf(request),
    isStaff ? student.usn : null,
  ];
  return (
    <Paper
      component="article"
      className={classes.card}
      p="md"
      aria-label={isStaff ? `${student.name}: ${title}` : title}
    >
      <div className={classes.head}>
        <Title order={2} size="h4">
          {isStaff ? `${student.name}: ${title}` : title}
        </Title>
        <StatusBadge tone={tone}>{words}</StatusBadge>
      </div>
      <div>{about.filter(Boolean).join(' · ')}</div>
      <div className={classes.more}>
        {t('requests.asked', { when: when(request.askedAt) })}
        <Due request={request} />
        {marks > 0 && ` · ${t('requests.marks', { count: marks })}`}
      </div>
      <p className={classes.said}>{statement}</p>
      {documents.length > 0 && <Documents documents={documents} canOpen={isStaff} />}
      {answers.slice(0, 1).map((answer) => (
        <Answer key={answer.round} answer={answer} when={when(answer.at)} />
      ))}
      {second && (
        <div className={classes.answer}>
          <div className={classes.more}>{t('requests.second', { when: when(second.at) })}</div>
          <p className={classes.said}>{second.statement}</p>
        </div>
      )}
      {answers.slice(1).map((answer) => (
        <Answer key={answer.round} answer={answer} when={when(answer.at)} />
      ))}
      {state === 'final' && answers.length > 1 && <div className={classes.more}>{t('requests.final')}</div>}
      {children && (
        <Group gap="sm" mt="md">
          {children}
        </Group>
      )}
    </Paper>
  );
}

function Due({ request: { state, answerBy } }: { request: StudentRequest }) {
  const zone = useZone();
  const now = useNow(60_000);
  if (state !== 'open' && state !== 'second-reading') return null;
  const when = formatInstant(answerBy, zone, 'day');
  return <> · {now > answerBy ? <strong>{t('requests.overdue', { when })}</strong> : t('requests.due', { when })}</>;
}

function Answer({ answer, when }: { answer: StudentRequest['answers'][number]; when: string }) {
  const { round, verdict, reason, by } = answer;
  const words = round === 1 ? 'requests.answer.1' : 'requests.answer.2';
  return (
    <div className={classes.answer}>
      <div className={classes.more}>
        {t(words, { name: by.name, when })}:{' '}
        {t(verdict === 'granted' ? 'requests.state.granted' : 'requests.state.refused')}
      </div>
      <p className={classes.said}>{reason}</p>
    </div>
  );
}
