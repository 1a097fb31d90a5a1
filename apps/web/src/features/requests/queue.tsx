import { Button, NativeSelect, Text } from '@mantine/core';
import { type RequestKind, routes, type StudentRequest } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import { CardsSkeleton } from './my-requests.tsx';
import { RequestCard } from './request-card.tsx';
import classes from './requests.module.css';

type Show = 'waiting' | 'answered';
const pageSize = 25;

/** What waits for an answer, live; and what was answered, to be read again. */
export function Queue() {
  const [show, setShow] = useState<Show>('waiting');
  const [kind, setKind] = useState<RequestKind | ''>('');
  const [page, setPage] = useState(1);
  const [asked, setAsked] = useState<StudentRequest | null>(null);
  const query = { show, page, pageSize, ...(kind && { kind }) };
  const requests = useApi(routes.listRequests, { query }, { keepPrevious: true });
  useLive((event) => {
    if (event.type === 'request.changed') void invalidate(routes.listRequests);
  });
  return (
    <Page title={t('requests.title')} description={t('queue.description')}>
      <div className={classes.filters}>
        <NativeSelect
          label={t('queue.show')}
          value={show}
          data={[
            { value: 'waiting', label: t('queue.waiting') },
            { value: 'answered', label: t('queue.answered') },
          ]}
          onChange={(event) => {
            setShow(event.currentTarget.value as Show);
            setPage(1);
          }}
        />
        <NativeSelect
          label={t('queue.kind')}
          value={kind}
          data={[
            { value: '', label: t('queue.all') },
            { value: 'leave', label: t('queue.leave') },
            { value: 'appeal', label: t('queue.appeals') },
          ]}
          onChange={(event) => {
            setKind(event.currentTarget.value as RequestKind | '');
            setPage(1);
          }}
        />
        {requests.data && (
          <Text c="dimmed" aria-live="polite">
            {t('queue.count', { count: requests.data.total })}
          </Text>
        )}
      </div>
      <Loaded
        query={requests}
        skeleton={<CardsSkeleton />}
        isEmpty={({ items }) => items.length === 0}
        empty={<Nothing show={show} />}
      >
        {({ items, total }) => (
          <>
            <ul className={classes.list}>
              {items.map((request) => (
                <li key={request.id}>
                  <RequestCard request={request} isStaff>
                    <StaffActions request={request} onAnswer={() => setAsked(request)} />
                  </RequestCard>
                </li>
              ))}
            </ul>
            <Pager page={page} pageSize={pageSize} total={total} onPage={setPage} />
          </>
        )}
      </Loaded>
      <AnswerDialog request={asked} onClose={() => setAsked(null)} />
    </Page>
  );
}

function StaffActions({ request, onAnswer }: { request: StudentRequest; onAnswer: () => void }) {
  const { id: personId } = useMe().person;
  const { can, student, state, answers } = request;
  const { name } = student;
  if (can.includes('answer'))
    return (
      <Button aria-label={t('queue.answerLabel', { name })} onClick={onAnswer}>
        {t('queue.answer')}
      </Button>
    );
  if (can.includes('read-again'))
    return (
      <Button
        variant={state === 'second-reading' ? 'filled' : 'default'}
        aria-label={t('queue.readAgainLabel', { name })}
        onClick={onAnswer}
      >
        {t('queue.readAgain')}
      </Button>
    );
  const isMine = answers[0]?.by.id === personId && (state === 'answered' || state === 'second-reading');
  return isMine ? <span className={classes.more}>{t('queue.other')}</span> : null;
}

function Nothing({ show }: { show: Show }) {
  if (show === 'answered') return <Empty icon="list" title={t('queue.nothingAnswered')} />;
  return (
    <Empty icon="checkCircle" title={t('queue.nothingWaits')}>
      {t('queue.nothingWaitsBody')}
    </Empty>
  );
}
