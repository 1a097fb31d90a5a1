import { Skeleton, Stack } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { type Figure, Figures } from '../../ui/figures.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { AlertList } from './alert-list.tsx';
import { AttackCharts } from './attack-charts.tsx';
import { CaseList } from './case-list.tsx';
import { Feed } from './feed.tsx';
import type { Overview } from './overview-data.ts';
import { Part } from './part.tsx';
import { PeopleAtRisk, SlowedAccounts } from './people-at-risk.tsx';
import classes from './security.module.css';
import { useSecurityEvents } from './use-security-events.ts';

/** What attacks this institution, and what needs somebody. */
export function SecurityCentre() {
  const overview = useApi(routes.securityOverview, {});
  useSecurityEvents();
  return (
    <Page
      title={t('security.title')}
      description={t('security.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={
        <ButtonLink
          to="/reports"
          search={{ report: 'security' }}
          variant="default"
          leftSection={<Icon name="download" />}
        >
          {t('staff.report')}
        </ButtonLink>
      }
    >
      <Loaded query={overview} skeleton={<CentreSkeleton />}>
        {(data) => (
          <div className={classes.parts}>
            <Figures figures={figuresOf(data)} />
            <Part title={t('security.alertsTitle')}>
              <AlertList />
            </Part>
            <Part title={t('security.casesTitle')}>
              <CaseList />
            </Part>
            <Part title={t('security.feed')}>
              <Feed />
            </Part>
            <AttackCharts overview={data} />
            <Part title={t('security.peopleTitle')}>
              <PeopleAtRisk people={data.people} />
            </Part>
            <Part title={t('security.slowedTitle')}>
              <SlowedAccounts slowed={data.slowed} />
            </Part>
            <Part title={t('security.health')}>
              <Health health={data.health} />
            </Part>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function figuresOf({ alerts, openCases, byHour, failures }: Overview): Figure[] {
  const today = byHour.flatMap(({ counts }) => Object.values(counts)).reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return [
    {
      label: t('security.openAlerts'),
      value: alerts.open,
      note: alerts.high > 0 ? t('security.highNote', { count: alerts.high }) : undefined,
      tone: alerts.open > 0 ? 'warn' : undefined,
    },
    { label: t('security.acknowledged'), value: alerts.acknowledged },
    { label: t('security.openCases'), value: openCases },
    { label: t('security.attacksToday'), value: today },
    { label: t('security.failures'), value: failures, note: t('security.failuresNote') },
  ];
}

function Health({ health }: { health: Overview['health'] }) {
  const { waiting, newestAt, sectionsDue } = health;
  return (
    <Facts
      facts={[
        [t('security.waiting'), waiting],
        [t('security.newest'), newestAt === null ? t('security.never') : <Time key="newest" at={newestAt} />],
        [t('security.sectionsDue'), sectionsDue],
        [
          t('security.kept'),
          <TextLink key="kept" to="/admin/retention">
            {t('retention.title')}
          </TextLink>,
        ],
      ]}
    />
  );
}

function CentreSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={96} />
      <Skeleton height={160} />
      <Skeleton height={240} />
    </Stack>
  );
}
