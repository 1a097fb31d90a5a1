import { Button, List, NativeSelect, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { BatchesInput, type BatchesReport, routes, type Section } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { CancelButton } from './entity-part.tsx';

interface Values extends Record<string, unknown> {
  count: number;
  prefix: string;
  by: 'usn' | 'round-robin';
}

/** Splits the roster into batches: first shows who is where, then puts them there. */
export function Batches({ section, onDone }: { section: Section; onDone: () => void }) {
  const [checked, setChecked] = useState<{ key: string; report: BatchesReport } | null>(null);
  const [making, setMaking] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null });
  const initial: Values = { count: 2, prefix: 'Lab B', by: 'usn' };
  const send = (values: Values, apply: boolean) =>
    call(routes.splitIntoBatches, { params: { id: section.id }, body: { ...values, apply } });
  const { form, formProps, ...state } = useContractForm({
    schema: BatchesInput,
    initial,
    onSubmit: async (_, values) => setChecked({ key: JSON.stringify(values), report: await send(values, false) }),
  });
  const report = checked?.key === JSON.stringify(form.values) ? checked.report : null;
  const isNothing = report?.batches.every(({ sectionId, students }) => sectionId !== null && students.length === 0);
  const apply = async () => {
    setMaking({ isBusy: true, error: null });
    try {
      await send(form.values, true);
      await invalidate(routes.listSections, routes.listCourses, routes.getRoster, routes.overview);
      toast(t('batches.done'));
      onDone();
    } catch (error) {
      setMaking({ isBusy: false, error });
    }
  };
  return (
    <form {...formProps}>
      <Stack>
        <Text c="dimmed">{t('batches.about')}</Text>
        <NumberInput label={t('batches.count')} min={2} max={20} data-autofocus {...form.getInputProps('count')} />
        <TextInput
          label={t('batches.prefix')}
          description={t('batches.prefixHint')}
          {...form.getInputProps('prefix')}
        />
        <NativeSelect
          label={t('batches.by')}
          data={[
            { value: 'usn', label: t('batches.usn') },
            { value: 'round-robin', label: t('batches.round-robin') },
          ]}
          {...form.getInputProps('by')}
        />
        <Text c="dimmed">{t('batches.onlyNew')}</Text>
        {report === null ? (
          <FormEnd state={state} submit={t('batches.check')}>
            <CancelButton onClick={onDone} />
          </FormEnd>
        ) : (
          <>
            {isNothing ? <Text role="status">{t('batches.nothing')}</Text> : <Preview report={report} />}
            <Problem error={making.error} />
            {!isNothing && (
              <Button onClick={() => void apply()} loading={making.isBusy}>
                {t('batches.apply')}
              </Button>
            )}
            <CancelButton onClick={onDone} />
          </>
        )}
      </Stack>
    </form>
  );
}

function Preview({ report }: { report: BatchesReport }) {
  return (
    <Stack gap="xs" role="status">
      {report.batches.map(({ name, already, students }) => (
        <Stack key={name} gap="xs">
          <Title order={3}>{name}</Title>
          <Text>
            {t('batches.added', { count: students.length })}
            {already > 0 && ` · ${t('batches.already', { count: already })}`}
          </Text>
          <List>
            {students.map((student) => (
              <List.Item key={student.id}>{[student.usn, student.name].filter(Boolean).join(' · ')}</List.Item>
            ))}
          </List>
        </Stack>
      ))}
    </Stack>
  );
}
