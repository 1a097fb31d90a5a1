import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { Notice } from '../../ui/states.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { peopleColumnNames } from './csv-columns.ts';
import type { ImportReport } from './import-report.ts';

interface ImportResultProps {
  /** Of the dry run; absent before the first. */
  report: ImportReport | undefined;
  isChecking: boolean;
  /** The button that applies, given how many people would change. */
  children: (changes: number) => ReactNode;
}

/** What the dry run found: counts, then either the rows to fix or the way to apply. */
export function ImportResult({ report, isChecking, children }: ImportResultProps) {
  if (!report) return isChecking ? <Skeleton height={140} /> : null;
  const changes = report.create + report.update;
  return (
    <Paper component="section" aria-busy={isChecking}>
      <Stack>
        <Title order={2}>{t('import.resultTitle')}</Title>
        <Figures
          figures={[
            { label: t('import.create'), value: report.create },
            { label: t('import.update'), value: report.update },
            { label: t('import.unchanged'), value: report.unchanged },
            { label: t('import.errors'), value: report.errors.length, tone: report.errors.length ? 'bad' : undefined },
          ]}
        />
        {report.errors.length > 0 ? (
          <RowsToFix errors={report.errors} />
        ) : changes === 0 ? (
          <Notice tone="ok">{t('import.nothing')}</Notice>
        ) : (
          <div>{children(changes)}</div>
        )}
      </Stack>
    </Paper>
  );
}

type RowError = ImportReport['errors'][number];

function RowsToFix({ errors }: { errors: readonly RowError[] }) {
  return (
    <>
      <div>
        <Title order={3}>{t('import.errorsTitle')}</Title>
        <Text c="dimmed">{t('import.errorsBody')}</Text>
      </div>
      <LocalTable
        name="import-errors"
        caption={t('import.errorsCaption')}
        rows={errors}
        rowKey={(error) => `${error.row} ${error.column} ${error.message}`}
        rowName={(error) => String(error.row)}
        initial={{ sort: 'row' }}
        columns={[
          { key: 'row', header: t('import.row'), value: (error) => error.row, cell: (error) => error.row },
          { key: 'column', header: t('import.column'), value: columnWords, cell: columnWords },
          {
            key: 'problem',
            header: t('import.problem'),
            value: (error) => error.message,
            cell: (error) => error.message,
          },
        ]}
        empty={null}
      />
    </>
  );
}

function columnWords({ column }: RowError): string {
  const name = peopleColumnNames.find((ours) => ours === column);
  return name ? t(`csv.${name}`) : column;
}
