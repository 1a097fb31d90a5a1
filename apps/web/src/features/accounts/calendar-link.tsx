import '../../strings/calendar-feed-words.ts';
import { Button, Group, Paper, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { type CalendarFeed, calendarFeedRoutes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loaded, Problem } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';

/** One's classes in one's own calendar: a secret link that is shown once, replaced and removed. */
export function CalendarLink() {
  const feed = useApi(calendarFeedRoutes.myCalendarFeed, {});
  const [url, setUrl] = useState<string | null>(null);
  const [asked, setAsked] = useState<'replace' | 'remove' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const make = async () => {
    setUrl((await call(calendarFeedRoutes.makeCalendarFeed, { body: {} })).url);
    await invalidate(calendarFeedRoutes.myCalendarFeed);
  };
  const makeFirst = () => {
    setError(null);
    make().catch(setError);
  };
  const remove = async () => {
    await call(calendarFeedRoutes.removeCalendarFeed, {});
    setUrl(null);
    await invalidate(calendarFeedRoutes.myCalendarFeed);
    toast(t('feed.removed'));
  };
  return (
    <Paper component="section">
      <Stack>
        <Title order={2}>{t('feed.title')}</Title>
        <Text>{t('feed.intro')}</Text>
        <Problem error={error} />
        {url !== null && (
          <Stack gap="xs">
            <TextInput
              label={t('feed.url')}
              description={t('feed.once')}
              value={url}
              readOnly
              onFocus={(event) => event.currentTarget.select()}
            />
            <div>
              <CopyButton text={url} label={t('feed.copy')} />
            </div>
          </Stack>
        )}
        <Loaded query={feed} skeleton={<Skeleton height={44} />}>
          {({ feed: made }) =>
            made === null ? (
              <div>
                <Button onClick={makeFirst}>{t('feed.make')}</Button>
              </div>
            ) : (
              <>
                {url === null && <Made feed={made} />}
                <Group>
                  <Button variant="default" onClick={() => setAsked('replace')}>
                    {t('feed.replace')}
                  </Button>
                  <Button variant="default" onClick={() => setAsked('remove')}>
                    {t('feed.remove')}
                  </Button>
                </Group>
              </>
            )
          }
        </Loaded>
        <ConfirmDialog
          opened={asked !== null}
          onClose={() => setAsked(null)}
          title={t(asked === 'remove' ? 'feed.remove' : 'feed.replace')}
          consequences={[t(asked === 'remove' ? 'feed.removeBody' : 'feed.replaceBody')]}
          confirm={t(asked === 'remove' ? 'feed.remove' : 'feed.replace')}
          danger={asked === 'remove'}
          onConfirm={asked === 'remove' ? remove : make}
        />
      </Stack>
    </Paper>
  );
}

function Made({ feed }: { feed: CalendarFeed }) {
  return (
    <Facts
      facts={[
        [t('feed.madeAt'), <Time key="made" at={feed.createdAt} />],
        [
          t('feed.fetchedAt'),
          feed.lastFetchedAt === null ? t('feed.never') : <Time key="used" at={feed.lastFetchedAt} relative />,
        ],
      ]}
    />
  );
}
