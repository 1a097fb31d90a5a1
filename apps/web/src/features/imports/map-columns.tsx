import { NativeSelect, Paper, Text, Title } from '@mantine/core';
import { type CsvKind, type Import, type ImportColumn, importColumns, requiredColumns } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import classes from './imports.module.css';
import { remap } from './remap.ts';

interface MapColumnsProps {
  one: Pick<Import, 'columns' | 'mapping'>;
  kind: CsvKind;
  isChecking: boolean;
  /** Each change begins another dry run. */
  onChange: (mapping: Record<string, string>) => void;
}

/** For each of our columns, which column of the file holds it. */
export function MapColumns({ one, kind, isChecking, onChange }: MapColumnsProps) {
  const choices = [
    { value: '', label: t('import.notImported') },
    ...[...new Set(one.columns)].filter(Boolean).map((name) => ({ value: name, label: name })),
  ];
  const required = requiredColumns[kind];
  const label = (name: ImportColumn) =>
    required.includes(name) ? t('import.required', { name: t(`csv.${name}`) }) : t(`csv.${name}`);
  return (
    <Paper component="section">
      <Title order={2} size="h3">
        {t('import.mapTitle')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('import.mapBody')}
      </Text>
      <div className={classes.mapping}>
        {importColumns[kind].map((name) => (
          <NativeSelect
            key={name}
            label={label(name)}
            data={choices}
            value={one.mapping[name] ?? ''}
            disabled={isChecking}
            onChange={(event) => onChange(remap(one.mapping, name, event.currentTarget.value))}
          />
        ))}
      </div>
    </Paper>
  );
}
