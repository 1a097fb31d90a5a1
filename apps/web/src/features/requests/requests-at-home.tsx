import { Paper, Stack, Text, Title } from '@mantine/core';
import { routes, type StudentRequest } from '@smart-presence/contract';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { TextLink } from '../../ui/link.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/time.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { daysOf, sectionOf, stateOf, titleOf } from './request-words.ts';

const NEWS_MS = 7 * 24 * 3_600_000;
const MOST = 3;

/** What a student waits for, and what was answered within a week. Whoever asked for nothing sees nothing. */
export function RequestsAtHome() {
  const mine = useApi(routes.myRequests, {});
  const policy = usePolicy();
  const now = useNow(60_000);
  useLive((event) => {
    if (event.type === 'request.changed') void invalidate(routes.myRequests);
  });
  const shown = (mine.data?.requests ?? []).filter((request) => isNews(request, now)).slice(0, MOST);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="requests">
      <Title order={2} id="requests" mb="sm">
        <TextLink to="/requests">{t('requests.title')}</TextLink>
      </Title>
      <Stack gap="sm">
        {shown.map((request) => {
          const { tone, words } = stateOf(request);
          return (
            <Paper key={request.id} p="md">
              <Text fw={600}>{titleOf(request, policy)}</Text>
              <Text c="dimmed" size="sm" mb="xs">
                {[sectionOf(request), request.leave && daysOf(request.leave)].filter(Boolean).join(' · ')}
              </Text>
              <StatusBadge tone={tone}>{words}</StatusBadge>
            </Paper>
          );
        })}
      </Stack>
    </section>
  );
}

const isNews = ({ state, answers }: StudentRequest, now: number): boolean => {
  if (state === 'open' || state === 'second-reading') return true;
  const last = answers.at(-1);
  return state !== 'withdrawn' && last !== undefined && last.at > now - NEWS_MS;
};
