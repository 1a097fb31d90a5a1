import { Paper, Text, Title } from '@mantine/core';
import type { LinkProps } from '@tanstack/react-router';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './overview.module.css';
import type { OverviewData } from './overview-data.ts';

type Step = OverviewData['setup'][number];

const places: Record<Step['step'], Pick<LinkProps, 'to' | 'params' | 'search'>> = {
  term: { to: '/admin/structure/$part', params: { part: 'terms' } },
  department_place: { to: '/admin/structure/$part', params: { part: 'departments' } },
  courses: { to: '/admin/structure/$part', params: { part: 'courses' } },
  faculty: { to: '/admin/people', search: { role: 'faculty' } },
  students: { to: '/admin/imports', search: { kind: 'people' } },
  enrolments: { to: '/admin/structure/$part', params: { part: 'sections' } },
  faces: { to: '/admin/people', search: { role: 'student' } },
};

/**
 * What still needs doing before the first class can be marked, in order; gone when all is done. Towards the end what is done is a number
 * only: today comes before it.
 */
export function SetupChecklist({ steps }: { steps: readonly Step[] }) {
  const next = steps.find(({ done }) => !done);
  if (!next) return null;
  const open = steps.filter((step) => !step.done);
  const done = steps.length - open.length;
  return (
    <Paper component="section" aria-labelledby="setup">
      <Title order={2} id="setup">
        {t('overview.setup')}
      </Title>
      <Text c="dimmed">{t('overview.setupIntro', { done, total: steps.length, next: t(`step.${next.step}`) })}</Text>
      <ol className={classes.steps}>
        {(done > open.length ? open : steps).map((step) => (
          <StepRow key={step.step} step={step} isNext={step === next} />
        ))}
      </ol>
    </Paper>
  );
}

function StepRow({ step: { step, done }, isNext }: { step: Step; isNext: boolean }) {
  return (
    <li className={classes.step} data-done={done}>
      <div>
        {done && <StatusBadge tone="ok">{t('overview.stepDone')}</StatusBadge>}
        {isNext && (
          <StatusBadge tone="info" icon="right">
            {t('overview.stepNext')}
          </StatusBadge>
        )}
        {!done && !isNext && (
          <StatusBadge tone="neutral" icon="circle">
            {t('overview.stepOpen')}
          </StatusBadge>
        )}
      </div>
      <div>
        <div className={classes.name}>{t(`step.${step}`)}</div>
        {!done && <div className={classes.why}>{t(`step.${step}Why`)}</div>}
      </div>
      {!done && (
        <ButtonLink {...places[step]} variant={isNext ? 'filled' : 'default'}>
          {t(`step.${step}Go`)}
        </ButtonLink>
      )}
    </li>
  );
}
