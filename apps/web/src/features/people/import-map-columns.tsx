import { NativeSelect, Paper, Text, Title } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { type Mapping, peopleColumnNames, remap } from './csv-columns.ts';
import classes from './import-people.module.css';

interface MapColumnsProps {
  columns: readonly string[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** For each of our columns, which column of the file holds it. */
export function MapColumns({ columns, mapping, onChange }: MapColumnsProps) {
  const choices = [
    { value: '', label: t('import.notImported') },
    ...columns.map((name) => ({ value: name, label: name })),
  ];
  return (
    <Paper component="section">
      <Title order={2}>{t('import.mapTitle')}</Title>
      <Text c="dimmed" mb="md">
        {t('import.mapBody')}
      </Text>
      <div className={classes.mapping}>
        {peopleColumnNames.map((name) => (
          <NativeSelect
            key={name}
            label={t(`csv.${name}`)}
            data={choices}
            value={mapping[name] ?? ''}
            onChange={(event) => onChange(remap(mapping, name, event.currentTarget.value))}
          />
        ))}
      </div>
    </Paper>
  );
}
