import { Skeleton, Stack, Title } from '@mantine/core';
import type { BiometricStatus, NextClass, OpenForMe, Standing } from '@smart-presence/contract';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { isEnrolled } from './face-state.ts';
import classes from './home.module.css';
import { OpenSession } from './open-session.tsx';
import { StandingCard } from './standing-card.tsx';
import { studentRoutes } from './student-routes.ts';
import { useMyHome } from './use-my-home.ts';

// Without them the page is whole, and what waits is sent all the same.
const WaitingCard = lazy<ComponentType>(() =>
  import('./waiting/waiting-card.tsx').then(
    (m) => ({ default: m.WaitingCard }),
    () => ({ default: () => null }),
  ),
);
const Watched = lazy<ComponentType<{ sessionId?: string }>>(() =>
  import('../monitoring/watched.tsx').then(
    (m) => ({ default: m.Watched }),
    () => ({ default: () => null }),
  ),
);
// Fetched beside the data it shows: what came later would push down what is being read.
const nextClasses = import('../timetable/next-class.tsx').then(
  (m) => ({ default: m.NextClasses }),
  () => ({ default: () => null }),
);
const NextClasses = lazy<ComponentType<{ next: readonly NextClass[] }>>(() => nextClasses);
const RequestsAtHome = lazy<ComponentType>(() =>
  import('../requests/requests-at-home.tsx').then(
    (m) => ({ default: m.RequestsAtHome }),
    () => ({ default: () => null }),
  ),
);
// Whoever has enrolled never needs it.
const FacePrompt = lazy<ComponentType<{ face: BiometricStatus }>>(() =>
  import('./face-prompt.tsx').then(
    (m) => ({ default: m.FacePrompt }),
    () => ({ default: () => null }),
  ),
);

/** Answers: where do I have to be, and am I safe? */
export function StudentHome() {
  const home = useMyHome();
  const { data: face, isPending: isFacePending } = useApi(studentRoutes.myBiometrics, {});
  usePolicy();
  const open = home.data?.open ?? [];
  useGuidanceAhead({ face, open });
  const title =
    open.length > 0
      ? t('student.home.open', { count: open.length, course: open[0]?.courseName ?? '' })
      : t('student.home.nothingOpen');
  return (
    <Page title={home.data ? title : t('student.home')} width="narrow">
      <Suspense fallback={null}>
        <WaitingCard />
      </Suspense>
      <Loaded query={home} skeleton={<HomeSkeleton />}>
        {({ standings, overall, next }) =>
          isFacePending ? (
            <HomeSkeleton />
          ) : (
            <Stack gap="xl">
              {open.length === 0 && <p className={classes.nothing}>{t('student.home.nothingOpenBody')}</p>}
              {open.map((session) => (
                <OpenSession
                  key={session.sessionId}
                  session={session}
                  hasFace={face !== undefined && isEnrolled(face)}
                />
              ))}
              {open.length > 0 && (
                <Suspense fallback={null}>
                  <Watched />
                </Suspense>
              )}
              {next.length > 0 && (
                <Suspense fallback={<Skeleton height={84} />}>
                  <NextClasses next={next} />
                </Suspense>
              )}
              {face && !isEnrolled(face) && (
                <Suspense fallback={<Skeleton height={150} />}>
                  <FacePrompt face={face} />
                </Suspense>
              )}
              <section aria-labelledby="standing">
                <div className={classes.sectionHead}>
                  <Title order={2} id="standing">
                    {t('student.home.standing')}
                  </Title>
                  {standings.length > 0 && <TextLink to="/attendance">{t('student.home.details')}</TextLink>}
                </div>
                {standings.length === 0 ? (
                  <Empty icon="book" title={t('student.home.noStanding')}>
                    {t('student.home.noStandingBody')}
                  </Empty>
                ) : (
                  <Stack gap="sm">
                    <Safety standings={standings} />
                    {overall && standings.length > 1 && <p className={classes.overall}>{overall.sentence}</p>}
                    {standings.map((standing) => (
                      <StandingCard key={standing.section.id} standing={standing} />
                    ))}
                  </Stack>
                )}
              </section>
              <Suspense fallback={null}>
                <RequestsAtHome />
              </Suspense>
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

/** One sentence over all courses. */
function Safety({ standings }: { standings: readonly Pick<Standing, 'state'>[] }) {
  const held = standings.filter(({ state }) => state !== 'none');
  if (held.length === 0) return null;
  const below = held.filter(({ state }) => state !== 'met').length;
  if (below === 0) return <Notice tone="ok">{t('student.home.safe')}</Notice>;
  return <Notice tone="warn">{t('student.home.unsafe', { count: below, total: held.length })}</Notice>;
}

/** Loads the face guide before it is needed, so that a check-in starts at once. */
function useGuidanceAhead({ face, open }: { face: BiometricStatus | undefined; open: readonly OpenForMe[] }): void {
  const isSoon =
    face !== undefined && isEnrolled(face) && open.some(({ mark, reviewPending }) => mark === null && !reviewPending);
  useEffect(() => {
    if (isSoon) void import('../../camera/guidance.ts').then(({ warmGuidance }) => warmGuidance());
  }, [isSoon]);
}

function HomeSkeleton() {
  return (
    <Stack gap="xl">
      <Skeleton height={140} radius="lg" />
      <Stack gap="sm">
        <Skeleton height={28} width="40%" />
        <Skeleton height={84} />
        <Skeleton height={84} />
        <Skeleton height={84} />
      </Stack>
    </Stack>
  );
}
