import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ImportReport } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { Notice } from '../../ui/states.tsx';
import { sumOf } from './import-counts.ts';
import { ProblemTable } from './problem-table.tsx';

interface ImportResultProps {
  /** Of the dry run. */
  report: ImportReport;
  /** The button that applies, given how many things would change. */
  children: (changes: number) => ReactNode;
}

/** What the dry run found: counts, then either the rows to fix or the way to apply. */
export function ImportResult({ report, children }: ImportResultProps) {
  const { create, change, unchanged } = sumOf(report);
  const { problems, problemCount } = report;
  return (
    <Paper component="section">
      <Stack>
        <Title order={2} size="h3">
          {t('import.resultTitle')}
        </Title>
        <Figures
          figures={[
            { label: t('import.create'), value: create },
            { label: t('import.change'), value: change },
            { label: t('import.unchanged'), value: unchanged },
            { label: t('import.errors'), value: problemCount, tone: problemCount > 0 ? 'bad' : undefined },
          ]}
        />
        {problemCount > 0 ? (
          <>
            <div>
              <Title order={3} size="h4">
                {t('import.errorsTitle')}
              </Title>
              <Text c="dimmed">{t('import.errorsBody')}</Text>
            </div>
            <ProblemTable
              name="import-problems"
              caption={t('import.errorsCaption')}
              problems={problems}
              count={problemCount}
            />
          </>
        ) : create + change === 0 ? (
          <Notice tone="ok">{t('import.nothing')}</Notice>
        ) : (
          <div>{children(create + change)}</div>
        )}
      </Stack>
    </Paper>
  );
}
