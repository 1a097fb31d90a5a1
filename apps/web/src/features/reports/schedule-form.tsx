import { Button, Group, MultiSelect, NativeSelect, Stack } from '@mantine/core';
import { type ReportFormat, type ReportRequest, type ReportRhythm, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './reports.module.css';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const daysOfMonth = Array.from({ length: 28 }, (_, at) => String(at + 1));

/** Has the chosen report made each week or month. */
export function ScheduleForm({ report, onDone }: { report: ReportRequest; onDone: () => void }) {
  const { person } = useMe();
  const [every, setEvery] = useState<ReportRhythm['every']>('week');
  const [day, setDay] = useState(1);
  const [hour, setHour] = useState(7);
  const [format, setFormat] = useState<ReportFormat>('pdf');
  const [recipients, setRecipients] = useState([person.id]);
  const schedule = useApiMutation(routes.scheduleReport, { invalidates: [routes.myReportSchedules] });
  const save = () =>
    schedule.mutate(
      { body: { report, format, rhythm: { every, day, hour }, recipients } },
      {
        onSuccess: () => {
          toast(t('reports.scheduleSaved'));
          onDone();
        },
      },
    );
  return (
    <Stack component="section" aria-label={t('reports.schedule')} mt="md">
      <div className={classes.choice}>
        <NativeSelect
          label={t('reports.every')}
          value={every}
          data={[
            { value: 'week', label: t('reports.every.week') },
            { value: 'month', label: t('reports.every.month') },
          ]}
          onChange={(event) => {
            setEvery(event.currentTarget.value as 'week');
            setDay(1);
          }}
        />
        <NativeSelect
          label={t('reports.day')}
          value={String(day)}
          data={
            every === 'week'
              ? weekdays.map((value) => ({ value: String(value), label: t(`reports.weekday.${value}`) }))
              : daysOfMonth
          }
          onChange={(event) => setDay(Number(event.currentTarget.value))}
        />
        <NativeSelect
          label={t('reports.hour')}
          value={String(hour)}
          data={hours}
          onChange={(event) => setHour(Number(event.currentTarget.value))}
        />
        <NativeSelect
          label={t('reports.format')}
          value={format}
          data={['pdf', 'xlsx', 'csv'].map((value) => ({ value, label: value.toUpperCase() }))}
          onChange={(event) => setFormat(event.currentTarget.value as ReportFormat)}
        />
      </div>
      {person.role === 'admin' && <Recipients value={recipients} onChange={setRecipients} />}
      <Problem error={schedule.error} />
      <Group>
        <Button loading={schedule.isPending} disabled={recipients.length === 0} onClick={save}>
          {t('reports.scheduleSave')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('action.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

function Recipients({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const admins = useApi(routes.listPeople, { query: { role: 'admin', pageSize: 200 } });
  const teachers = useApi(routes.listPeople, { query: { role: 'faculty', pageSize: 200 } });
  const people = [...(admins.data?.items ?? []), ...(teachers.data?.items ?? [])];
  return (
    <MultiSelect
      label={t('reports.recipients')}
      description={t('reports.recipientsHint')}
      data={people.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      searchable
      maxValues={20}
    />
  );
}
