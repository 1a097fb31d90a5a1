import { Button, Group, Text } from '@mantine/core';
import { type AuditRecord, type AuditState, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import classes from './audit.module.css';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditSearch, isNarrowed, parseAuditSearch } from './audit-search.ts';
import { EntryDetail } from './entry-detail.tsx';
import { EntryList } from './entry-list.tsx';
import { LogState } from './log-state.tsx';

const reloadMs = 30_000;

/** Everything that was done, by whom and when, and the proof that nobody has changed it since. */
export function AuditPage() {
  const search = parseAuditSearch({ ...useSearch({ from: '/app/admin/audit' }) });
  const change = useChange();
  const state = useApi(routes.auditState, {}, { refetchInterval: reloadMs });
  const found = useApi(routes.listAudit, { query: search }, { keepPrevious: true });
  const [shown, setShown] = useState<AuditRecord | null>(null);
  const narrow = (part: AuditSearch) => {
    setShown(null);
    change({ ...part, before: undefined });
  };
  return (
    <Page
      title={t('audit.title')}
      description={t('audit.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Loaded query={state} skeleton={<TableSkeleton />}>
        {(log) => <LogState log={log} />}
      </Loaded>
      <AuditFilters search={search} onChange={narrow} />
      <Loaded query={found} skeleton={<TableSkeleton />}>
        {({ items, next }) => (
          <section aria-label={t('audit.entries')}>
            {items.length > 0 && <EntryList items={items} onShow={setShown} />}
            {items.length === 0 && <Nothing search={search} hasMore={next !== null} />}
            <Group justify="space-between" mt="md">
              {search.before === undefined ? (
                <span />
              ) : (
                <Button variant="default" onClick={() => change({ before: undefined })}>
                  {t('audit.newest')}
                </Button>
              )}
              {next !== null && (
                <Button
                  variant="default"
                  rightSection={<Icon name="right" />}
                  onClick={() => {
                    window.scrollTo({ top: 0 });
                    change({ before: next });
                  }}
                >
                  {items.length === 0 ? t('audit.further') : t('audit.older')}
                </Button>
              )}
            </Group>
          </section>
        )}
      </Loaded>
      <SidePanel
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={t('audit.entry', { seq: shown?.seq ?? 0 })}
      >
        {shown && <EntryDetail entry={shown} signedUpTo={signedUpTo(state.data)} onNarrow={narrow} />}
      </SidePanel>
    </Page>
  );
}

const signedUpTo = (log: AuditState | undefined): number => log?.checkpoint?.seq ?? 0;

function Nothing({ search, hasMore }: { search: AuditSearch; hasMore: boolean }) {
  if (hasMore)
    return (
      <Text className={classes.nothing} c="dimmed">
        {t('audit.notHere')}
      </Text>
    );
  return isNarrowed(search) ? (
    <Empty icon="search" title={t('audit.nothingFound')}>
      {t('audit.nothingFoundBody')}
    </Empty>
  ) : (
    <Empty icon="history" title={t('audit.empty')}>
      {t('audit.emptyBody')}
    </Empty>
  );
}

function useChange() {
  const navigate = useNavigate();
  return (part: AuditSearch) =>
    void navigate({
      to: '/admin/audit',
      search: (before: AuditSearch) => ({ ...before, ...part }),
      resetScroll: false,
    });
}
