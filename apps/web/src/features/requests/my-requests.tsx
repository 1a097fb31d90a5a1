import { Button, Skeleton, Stack } from '@mantine/core';
import { routes, type StudentRequest } from '@smart-presence/contract';
import { useState } from 'react';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { AskAgainDialog, WithdrawDialog } from './own-dialogs.tsx';
import { RequestCard } from './request-card.tsx';
import classes from './requests.module.css';

type Asked = { what: 'withdraw' | 'again'; request: StudentRequest };

/** What a student has asked for, newest first, and what became of it. */
export function MyRequests() {
  const mine = useApi(routes.myRequests, {});
  const [asked, setAsked] = useState<Asked | null>(null);
  useLive((event) => {
    if (event.type === 'request.changed') void invalidate(routes.myRequests);
  });
  const ask = (
    <ButtonLink to="/requests/leave" leftSection={<Icon name="plus" />}>
      {t('requests.askLeave')}
    </ButtonLink>
  );
  return (
    <Page title={t('requests.title')} description={t('requests.mine')} width="narrow" actions={ask}>
      <Loaded
        query={mine}
        skeleton={<CardsSkeleton />}
        isEmpty={({ requests }) => requests.length === 0}
        empty={
          <Empty icon="mail" title={t('requests.none')}>
            {t('requests.noneBody')}
          </Empty>
        }
      >
        {({ requests }) => (
          <ul className={classes.list}>
            {requests.map((request) => (
              <li key={request.id}>
                <RequestCard request={request}>
                  <Actions request={request} onAsk={(what) => setAsked({ what, request })} />
                </RequestCard>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <WithdrawDialog request={asked?.what === 'withdraw' ? asked.request : null} onClose={() => setAsked(null)} />
      <AskAgainDialog request={asked?.what === 'again' ? asked.request : null} onClose={() => setAsked(null)} />
    </Page>
  );
}

function Actions({ request, onAsk }: { request: StudentRequest; onAsk: (what: Asked['what']) => void }) {
  const zone = useZone();
  const { can, secondReadingBy } = request;
  return (
    <>
      {can.includes('ask-second-reading') && (
        <div>
          <Button onClick={() => onAsk('again')}>{t('requests.askAgain')}</Button>
          {secondReadingBy !== null && (
            <div className={classes.more}>
              {t('requests.askAgainUntil', { when: formatInstant(secondReadingBy, zone) })}
            </div>
          )}
        </div>
      )}
      {can.includes('withdraw') && (
        <Button variant="default" onClick={() => onAsk('withdraw')}>
          {t('requests.withdraw')}
        </Button>
      )}
    </>
  );
}

export const CardsSkeleton = () => (
  <Stack>
    <Skeleton height={160} />
    <Skeleton height={160} />
    <Skeleton height={160} />
  </Stack>
);
