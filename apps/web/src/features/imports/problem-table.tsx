import { Text } from '@mantine/core';
import { type ImportColumn, type ImportProblem, importColumns } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { LocalTable } from '../../ui/table/local-table.tsx';

interface ProblemTableProps {
  name: string;
  caption: string;
  problems: readonly ImportProblem[];
  /** All of them: only the first are told. */
  count: number;
  /** Of files in a ZIP, which have no columns. */
  isFiles?: boolean;
}

/** Rows of a file and what is wrong with them. */
export function ProblemTable({ name, caption, problems, count, isFiles = false }: ProblemTableProps) {
  return (
    <>
      {count > problems.length && <Text>{t('import.errorsMore', { shown: problems.length, count })}</Text>}
      <LocalTable
        name={name}
        caption={caption}
        rows={problems}
        rowKey={({ row, column, code, value }) => `${row} ${column} ${code} ${value}`}
        rowName={({ row }) => String(row)}
        initial={{ sort: 'row' }}
        columns={[
          {
            key: 'row',
            header: t(isFiles ? 'photos.file' : 'import.row'),
            value: ({ row }) => row,
            cell: ({ row }) => row,
          },
          ...(isFiles ? [] : [{ key: 'column', header: t('import.column'), value: columnWords, cell: columnWords }]),
          {
            key: 'problem',
            header: t('import.problem'),
            value: ({ message }) => message,
            cell: ({ message }) => message,
          },
        ]}
        empty={null}
      />
    </>
  );
}

const known: ReadonlySet<string> = new Set(Object.values(importColumns).flat());

function columnWords({ column }: ImportProblem): string {
  if (column === '') return t('import.wholeRow');
  return known.has(column) ? t(`csv.${column as ImportColumn}`) : column;
}
