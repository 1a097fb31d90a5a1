import { NativeSelect, Skeleton, Stack, Title } from '@mantine/core';
import { routes, type Standing } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/student-pages-words.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { AttendanceHistory } from './attendance-history.tsx';
import { GuardianSwitch } from './guardian-switch.tsx';
import { InARow, InARowSwitch, useShowsInARow } from './in-a-row.tsx';
import { runningPercent } from './running-percent.ts';
import { StandingCard } from './standing-card.tsx';
import { Overall, StandingDetails } from './standing-details.tsx';

const WhatIf = lazy(() => import('./what-if.tsx').then(({ WhatIf }) => ({ default: WhatIf })));
const TrendChart = lazy(() => import('./trend-chart.tsx').then(({ TrendChart }) => ({ default: TrendChart })));

/** Standing as sentences, then the trend of one course, then every session. */
export function MyAttendance() {
  const { section } = useSearch({ from: '/app/attendance' });
  const navigate = useNavigate();
  const [showsInARow, setShowsInARow] = useShowsInARow();
  const attendance = useApi(routes.myAttendance, { query: { sectionId: section } }, { keepPrevious: true });
  const choose = (id: string) =>
    void navigate({ to: '/attendance', search: id ? { section: id } : {}, replace: true, resetScroll: false });
  return (
    <Page
      title={t('student.attendance.title')}
      width="narrow"
      actions={
        <>
          <ButtonLink to="/feedback" variant="default" leftSection={<Icon name="star" />}>
            {t('student.attendance.rate')}
          </ButtonLink>
          <ButtonLink to="/reports" variant="default" leftSection={<Icon name="download" />}>
            {t('student.attendance.report')}
          </ButtonLink>
        </>
      }
    >
      <Loaded
        query={attendance}
        skeleton={<AttendanceSkeleton />}
        isEmpty={({ standings, history }) => standings.length === 0 && history.length === 0}
        empty={
          <Empty icon="calendar" title={t('student.attendance.empty')}>
            {t('student.attendance.emptyBody')}
          </Empty>
        }
      >
        {({ standings, overall, history }) => (
          <Stack gap="lg">
            {overall && !section && <Overall overall={overall} />}
            {showsInARow && <InARow history={history} />}
            <NativeSelect
              label={t('student.attendance.course')}
              value={section ?? ''}
              onChange={(event) => choose(event.currentTarget.value)}
              data={[
                { value: '', label: t('student.attendance.allCourses') },
                ...standings.map((standing) => ({ value: standing.section.id, label: nameOf(standing) })),
              ]}
            />
            <Stack gap="sm">
              {standings
                .filter((standing) => !section || standing.section.id === section)
                .map((standing) => (
                  <StandingCard key={standing.section.id} standing={standing}>
                    <StandingDetails standing={standing} />
                  </StandingCard>
                ))}
            </Stack>
            {section && (
              <Suspense fallback={<Skeleton height={180} />}>
                <WhatIf key={section} sectionId={section} />
              </Suspense>
            )}
            {!section && <GuardianSwitch />}
            {section && (
              <Trend standing={standings.find((standing) => standing.section.id === section)} history={history} />
            )}
            <section aria-labelledby="history">
              <Title order={2} id="history" mb="sm">
                {t('student.attendance.history')}
              </Title>
              <AttendanceHistory key={section ?? ''} history={history} showsPercent={section !== undefined} />
            </section>
            {!section && <InARowSwitch shows={showsInARow} onChange={setShowsInARow} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const nameOf = ({ section }: Standing) => `${section.courseCode} ${section.courseName} · ${section.name}`;

function Trend(props: { standing: Standing | undefined; history: Parameters<typeof runningPercent>[0] }) {
  const { standing, history } = props;
  const policy = usePolicy();
  if (!standing || !policy) return null;
  const points = runningPercent(history, policy).filter(({ percent }) => percent !== null);
  if (points.length < 2) return null;
  return (
    <section aria-labelledby="trend">
      <Title order={2} id="trend" mb="sm">
        {t('student.attendance.chart')}
      </Title>
      <Suspense fallback={<Skeleton height={240} />}>
        <TrendChart standing={standing} points={points} />
      </Suspense>
    </section>
  );
}

function AttendanceSkeleton() {
  return (
    <Stack gap="sm">
      <Skeleton height={72} />
      <Skeleton height={96} />
      <Skeleton height={96} />
      <Skeleton height={280} />
    </Stack>
  );
}
