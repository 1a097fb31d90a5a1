import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Accuracy, type AccuracyStudy, routes } from '@smart-presence/contract';
import { type ReactNode, useId } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { type Figure, Figures } from '../../ui/figures.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Notice, Problem } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useJobEvents } from '../jobs/use-job-events.ts';
import classes from './accuracy.module.css';
import { Cameras } from './cameras.tsx';
import { Failing } from './failing.tsx';
import { LookAlikes } from './look-alikes.tsx';
import { ScoresChart } from './scores-chart.tsx';
import { shareWords } from './share-words.ts';
import { WhatIf } from './what-if.tsx';

/** How well faces tell the students of this institution apart, and what can be said about it at all. */
export function AccuracyPage() {
  const accuracy = useApi(routes.accuracy, {});
  useJobEvents(routes.accuracy);
  const study = useApiMutation(routes.studyAccuracy, { invalidates: [routes.accuracy] });
  const job = accuracy.data?.job ?? null;
  const start = (
    <Button loading={study.isPending} disabled={job !== null} onClick={() => study.mutate({ body: {} })}>
      {t('accuracy.study')}
    </Button>
  );
  return (
    <Page
      title={t('accuracy.title')}
      description={t('accuracy.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={accuracy.data?.study ? start : undefined}
    >
      <Problem error={study.error} />
      {job && <Notice>{progressWords(job)}</Notice>}
      <Loaded query={accuracy} skeleton={<StudySkeleton />}>
        {(loaded) =>
          loaded.study ? (
            <Study accuracy={loaded} study={loaded.study} />
          ) : (
            <Empty icon="face" title={t('accuracy.empty')} actions={start}>
              {t('accuracy.emptyBody')}
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

const progressWords = ({ done, total }: NonNullable<Accuracy['job']>): string =>
  total > 0 ? t('accuracy.studyingPercent', { percent: Math.floor((100 * done) / total) }) : t('accuracy.studying');

function Study({ accuracy, study }: { accuracy: Accuracy; study: AccuracyStudy }) {
  return (
    <div className={classes.parts}>
      <Stack gap="sm">
        <Text c="dimmed">
          {t('accuracy.when')} <Time at={study.at} /> · {t('accuracy.since')} <Time at={study.since} />
        </Text>
        <Figures figures={figuresOf(study)} />
        <Limits accuracy={accuracy} study={study} />
      </Stack>
      <Part title={t('accuracy.whatIf')}>
        <WhatIf accuracy={accuracy} />
      </Part>
      <Part title={t('accuracy.chart')}>
        <ScoresChart study={study} />
        <Caveats study={study} />
      </Part>
      <Part title={t('accuracy.failing')}>
        <Failing failing={accuracy.failing} />
      </Part>
      <Part title={t('accuracy.lookAlikes')}>
        <LookAlikes count={study.lookAlikes} />
      </Part>
      <Part title={t('accuracy.cameras')}>
        <Cameras study={study} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.part} aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function figuresOf({ genuine, impostor, overruled, rejected }: AccuracyStudy): Figure[] {
  const own = genuine.find(({ way }) => way === 'face-self');
  const isDrawn = impostor !== null && impostor.enrolled > impostor.people;
  return [
    {
      label: t('accuracy.ownCheckIns'),
      value: own?.checkIns ?? 0,
      note: t('accuracy.ownCheckInsNote', { count: own?.students ?? 0 }),
    },
    {
      label: t('accuracy.pairs'),
      value: impostor?.pairs ?? 0,
      note: isDrawn
        ? t('accuracy.pairsDrawn', { people: impostor.people, enrolled: impostor.enrolled })
        : t('accuracy.pairsNote', { people: impostor?.people ?? 0 }),
    },
    { label: t('accuracy.rejected'), value: rejected, note: t('accuracy.rejectedNote') },
    { label: t('accuracy.overruled'), value: overruled, note: t('accuracy.overruledNote') },
  ];
}

/** Below this many, bounds are so wide that the page says so first. */
const MANY = 300;

/** What the figures cannot support, said before them. */
function Limits({ accuracy: { rates, thresholds }, study }: { accuracy: Accuracy; study: AccuracyStudy }) {
  const own = rates.find(({ threshold }) => threshold >= thresholds.verifyAccept)?.falseRejects;
  return (
    <>
      {!study.impostor && <Notice tone="warn">{t('accuracy.noPairs')}</Notice>}
      {!own && <Notice tone="warn">{t('accuracy.noCheckIns')}</Notice>}
      {own && own.of < MANY && (
        <Notice tone="warn">
          {t('accuracy.fewCheckIns', { count: own.of, high: shareWords(1 - 0.05 ** (1 / own.of)) })}
        </Notice>
      )}
    </>
  );
}

function Caveats({ study: { impostor } }: { study: AccuracyStudy }) {
  const left = (impostor?.otherModel ?? 0) + (impostor?.unreadable ?? 0);
  return (
    <details>
      <summary className={classes.summary}>{t('accuracy.caveats')}</summary>
      <ul className={classes.caveats}>
        <li>{t('accuracy.caveat.bounds')}</li>
        <li>{t('accuracy.caveat.refused')}</li>
        <li>{t('accuracy.caveat.templates')}</li>
        {left > 0 && <li>{t('accuracy.caveat.left', { count: left })}</li>}
      </ul>
    </details>
  );
}

function StudySkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={96} />
      <Skeleton height={160} />
      <Skeleton height={288} />
    </Stack>
  );
}
