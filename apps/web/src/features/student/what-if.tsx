import '../../strings/student-pages-words.ts';
import { ActionIcon, Paper, Skeleton, Title } from '@mantine/core';
import { standingRoutes, type WhatIfSteps } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ChoiceBar } from '../attendance/choice-bar.tsx';
import home from './home.module.css';
import classes from './what-if.module.css';

/** Where one would stand after attending, or missing, the next classes. The server counts: it knows the rules. */
export function WhatIf({ sectionId }: { sectionId: string }) {
  const steps = useApi(standingRoutes.myWhatIf, { query: { sectionId } });
  return (
    <Loaded query={steps} skeleton={<Skeleton height={180} />}>
      {(known) => (known.attend.length > 1 ? <Steps steps={known} /> : null)}
    </Loaded>
  );
}

const ways = ['attend', 'miss'] as const;

function Steps({ steps }: { steps: WhatIfSteps }) {
  const [way, setWay] = useState<(typeof ways)[number]>('attend');
  const [count, setCount] = useState(1);
  const { minimumPercent } = steps;
  const percent = steps[way][count] ?? 0;
  const isEnough = percent >= minimumPercent;
  return (
    <section aria-labelledby="what-if">
      <Title order={2} id="what-if" mb="sm">
        {t('student.whatIf.title')}
      </Title>
      <Paper p="md" className={classes.panel}>
        <ChoiceBar
          label={t('student.whatIf.way')}
          options={ways.map((value) => ({ value, label: t(`student.whatIf.${value}`) }))}
          value={way}
          onChange={setWay}
        />
        <div className={classes.stepper}>
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t('student.whatIf.fewer')}
            disabled={count <= 1}
            onClick={() => setCount(count - 1)}
          >
            <Icon name="minus" />
          </ActionIcon>
          <span className={classes.count}>{t('student.whatIf.next', { count })}</span>
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t('student.whatIf.more')}
            disabled={count >= steps[way].length - 1}
            onClick={() => setCount(count + 1)}
          >
            <Icon name="plus" />
          </ActionIcon>
        </div>
        <p className={classes.result} aria-live="polite">
          <strong>{t('student.whatIf.percent', { percent })}</strong>{' '}
          {t(isEnough ? 'student.whatIf.enough' : 'student.whatIf.short', { minimum: minimumPercent })}
        </p>
        <div className={home.meter} aria-hidden="true">
          <div className={home.meterFill} data-tone={isEnough ? 'ok' : 'bad'} style={{ width: `${percent}%` }} />
          <div className={home.meterMinimum} style={{ left: `${minimumPercent}%` }} />
        </div>
      </Paper>
    </section>
  );
}
