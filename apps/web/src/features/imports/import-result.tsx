import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ImportKind, ImportReport } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { Notice } from '../../ui/states.tsx';
import { sumOf } from './import-counts.ts';
import { ProblemTable } from './problem-table.tsx';

interface ImportResultProps {
  /** Of the dry run. */
  report: ImportReport;
  kind: ImportKind;
  /** The button that applies, given how many things would change. */
  children: (changes: number) => ReactNode;
}

/** What the dry run found: counts, then either the rows to fix or the way to apply. */
export function ImportResult({ report, kind, children }: ImportResultProps) {
  const { create, change, unchanged } = sumOf(report);
  const { problems, problemCount } = report;
  if (kind === 'photos') return <PhotoResult report={report}>{children}</PhotoResult>;
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
        <Notices report={report} />
      </Stack>
    </Paper>
  );
}

/** What can be applied all the same: rooms with fewer seats than students. */
export function Notices({ report: { notices } }: { report: ImportReport }) {
  if (notices.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {t('import.noticesTitle')}
      </Title>
      <Text c="dimmed">{t('import.noticesBody')}</Text>
      <ProblemTable
        name="import-notices"
        caption={t('import.noticesTitle')}
        problems={notices}
        count={notices.length}
      />
    </Stack>
  );
}

/** Of photos, those without problems can be applied: whoever is left out can come with another file, or enrol on their own. */
function PhotoResult({ report, children }: Omit<ImportResultProps, 'kind'>) {
  const { create, unchanged } = sumOf(report);
  return (
    <Paper component="section">
      <Stack>
        <Title order={2} size="h3">
          {t('photos.resultTitle')}
        </Title>
        <Figures
          figures={[
            { label: t('photos.new'), value: create },
            { label: t('photos.unchanged'), value: unchanged },
            { label: t('photos.alike'), value: report.notices.length },
            {
              label: t('photos.leftOut'),
              value: report.problemCount,
              tone: report.problemCount > 0 ? 'warn' : undefined,
            },
          ]}
        />
        {create > 0 ? (
          <Text c="dimmed">{t('photos.provisional')}</Text>
        ) : (
          <Notice tone="ok">{t('photos.nothing')}</Notice>
        )}
        {create > 0 && <div>{children(create)}</div>}
        <PhotoProblems report={report} />
      </Stack>
    </Paper>
  );
}

/** What to look at, and which pictures were left out and why. */
export function PhotoProblems({ report }: { report: ImportReport }) {
  const { problems, problemCount, notices } = report;
  return (
    <>
      {notices.length > 0 && (
        <Stack gap="xs">
          <Title order={3} size="h4">
            {t('photos.noticesTitle')}
          </Title>
          <Text c="dimmed">{t('photos.noticesBody')}</Text>
          <ProblemTable
            name="photo-notices"
            caption={t('photos.noticesTitle')}
            problems={notices}
            count={notices.length}
            isFiles
          />
        </Stack>
      )}
      {problemCount > 0 && (
        <Stack gap="xs">
          <Title order={3} size="h4">
            {t('photos.problemsTitle')}
          </Title>
          <Text c="dimmed">{t('photos.problemsBody')}</Text>
          <ProblemTable
            name="photo-problems"
            caption={t('photos.problemsTitle')}
            problems={problems}
            count={problemCount}
            isFiles
          />
        </Stack>
      )}
    </>
  );
}
