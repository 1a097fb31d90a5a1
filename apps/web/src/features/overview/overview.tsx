import { Skeleton, Stack, Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import classes from './overview.module.css';
import type { OverviewData } from './overview-data.ts';
import { SessionsToday } from './sessions-today.tsx';
import { SetupChecklist } from './setup-checklist.tsx';
import { useCalmReload } from './use-calm-reload.ts';

/** The administrator's home: is anything wrong today? */
export function Overview() {
  const overview = useApi(routes.overview, {});
  const reload = useCalmReload(routes.overview);
  const reloadRequests = useCalmReload(routes.listRequests);
  useLive((event) => {
    if (event.type === 'request.changed') reloadRequests();
    else reload();
  });
  return (
    <Page title={t('admin.home')} description={t('overview.description')}>
      <Loaded query={overview} skeleton={<OverviewSkeleton />}>
        {(data) => (
          <>
            <Attention data={data} />
            <SetupChecklist steps={data.setup} />
            <section className={classes.section} aria-labelledby="today">
              <Title order={2} id="today">
                {t('overview.today')}
              </Title>
              <Figures figures={todayFigures(data)} />
              <TextLink to="/admin/analytics">{t('analytics.link')}</TextLink>
              <SessionsToday sessions={data.sessions} />
            </section>
            <section className={classes.section} aria-labelledby="people">
              <Title order={2} id="people">
                {t('overview.peopleTitle')}
              </Title>
              <Figures figures={peopleFigures(data)} />
              <TextLink to="/shortage">{t('shortage.link')}</TextLink>
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Attention({ data }: { data: OverviewData }) {
  const { reviewsOpen } = data.today;
  const { flagged } = data.biometrics;
  const { registered } = data.people;
  const requests = useApi(routes.listRequests, { query: { pageSize: 1 } }).data?.total ?? 0;
  const alerts = data.alerts.open;
  const { undelivered } = data.mail;
  if (reviewsOpen + flagged + registered + requests + alerts + undelivered + data.today.missed === 0)
    return <Notice tone="ok">{t('overview.allWell')}</Notice>;
  return (
    <Stack gap="xs" component="section" aria-label={t('overview.attention')}>
      {alerts > 0 && (
        <Notice tone="warn">
          {t('overview.alerts', { count: alerts })}{' '}
          <TextLink underline="always" to="/admin/security">
            {t('overview.toSecurity')}
          </TextLink>
        </Notice>
      )}
      {reviewsOpen > 0 && <Notice tone="warn">{t('overview.reviews', { count: reviewsOpen })}</Notice>}
      {data.today.missed > 0 && <Notice tone="warn">{t('overview.missed', { count: data.today.missed })}</Notice>}
      {undelivered > 0 && (
        <Notice tone="warn">
          {t('overview.undelivered', { count: undelivered })}{' '}
          <TextLink underline="always" to="/admin/mail">
            {t('overview.toMail')}
          </TextLink>
        </Notice>
      )}
      {flagged > 0 && <Notice tone="warn">{t('overview.flagged', { count: flagged })}</Notice>}
      {requests > 0 && (
        <Notice tone="warn">
          {t('overview.requests', { count: requests })} <TextLink to="/requests">{t('overview.toRequests')}</TextLink>
        </Notice>
      )}
      {registered > 0 && (
        <Notice tone="warn">
          {t('registrations.waitingNotice', { count: registered })}{' '}
          <TextLink to="/admin/registrations">{t('registrations.toList')}</TextLink>
        </Notice>
      )}
    </Stack>
  );
}

function todayFigures({ today, usual }: OverviewData) {
  const percent = today.counted === 0 ? null : Math.floor((100 * today.attended) / today.counted);
  return [
    { label: t('overview.openNow'), value: today.openSessions },
    { label: t('overview.sessionsToday'), value: today.sessions },
    { label: t('overview.marked'), value: today.marked },
    {
      label: t('overview.attended'),
      value: percent === null ? t('overview.noneYet') : t('overview.ofMarks', { percent }),
      note: usual && t('overview.usual', { percent: Math.floor((100 * usual.attended) / Math.max(1, usual.counted)) }),
    },
    { label: t('overview.late'), value: today.late },
    {
      label: t('overview.waiting'),
      value: today.reviewsOpen,
      tone: today.reviewsOpen > 0 ? ('warn' as const) : undefined,
    },
  ];
}

const peopleFigures = ({ people, biometrics }: OverviewData) => [
  { label: t('overview.students'), value: people.students },
  { label: t('overview.faculty'), value: people.faculty },
  { label: t('overview.invited'), value: people.invited },
  { label: t('overview.disabled'), value: people.disabled },
  { label: t('overview.consented'), value: biometrics.consented },
  { label: t('overview.enrolled'), value: biometrics.enrolled },
];

function OverviewSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={48} />
      <Skeleton height={96} />
      <TableSkeleton rows={4} />
    </Stack>
  );
}
