import { SegmentedControl, Stack } from '@mantine/core';
import { routes, type SecurityAlert } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './security.module.css';
import { SettleAlert } from './settle-alert.tsx';
import { reasonWords, subjectWords, toneOf } from './words-of-security.ts';

const PAGE = 10;

/** Alerts that need somebody, and those that were resolved. */
export function AlertList() {
  const [state, setState] = useState<'unresolved' | 'resolved'>('unresolved');
  const [page, setPage] = useState(1);
  const alerts = useApi(routes.listAlerts, { query: { state, page, pageSize: PAGE } }, { keepPrevious: true });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('security.show')}
        value={state}
        onChange={(value) => {
          setState(value as typeof state);
          setPage(1);
        }}
        data={[
          { value: 'unresolved', label: t('security.unresolved') },
          { value: 'resolved', label: t('security.resolvedOnes') },
        ]}
      />
      <Loaded
        query={alerts}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={({ total }) => total === 0}
        empty={<None state={state} />}
      >
        {({ items, total }) => (
          <>
            <ul className={classes.list} aria-label={t('security.alertsTitle')}>
              {items.map((alert) => (
                <li key={alert.id}>
                  <AlertRow alert={alert} />
                </li>
              ))}
            </ul>
            <Pager page={page} pageSize={PAGE} total={total} onPage={setPage} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function None({ state }: { state: 'unresolved' | 'resolved' }) {
  return state === 'unresolved' ? (
    <Empty icon="checkCircle" title={t('security.noAlerts')}>
      {t('security.noAlertsBody')}
    </Empty>
  ) : (
    <Empty icon="history" title={t('security.noneResolved')}>
      {t('security.noneResolvedBody')}
    </Empty>
  );
}

function AlertRow({ alert }: { alert: SecurityAlert }) {
  const { id, kind, severity, subject, because, lastAt, note } = alert;
  return (
    <div className={classes.row}>
      <div className={classes.what}>
        <StatusBadge tone={toneOf[severity]}>{t(`security.severity.${severity}`)}</StatusBadge>
        <TextLink to="/admin/security/alerts/$id" params={{ id }}>
          {`${t(`security.kind.${kind}`)}: ${subjectWords(subject)}`}
        </TextLink>
        {because.length > 0 && (
          <span>
            {t('security.because')}: {because.map(reasonWords).join('; ')}
          </span>
        )}
        <span className={classes.dim}>
          <Time at={lastAt} /> · {whoWords(alert)}
        </span>
        {note && <span>{note}</span>}
      </div>
      <SettleAlert alert={alert} />
    </div>
  );
}

export function whoWords({ state, acknowledged, resolved }: SecurityAlert): string {
  if (resolved) return t('security.resolvedBy', { name: resolved.by.name });
  if (state === 'acknowledged' && acknowledged) return t('security.acknowledgedBy', { name: acknowledged.by.name });
  return t(`security.state.${state}`);
}
