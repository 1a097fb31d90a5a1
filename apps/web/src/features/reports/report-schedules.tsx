import { Button, Paper, Skeleton, Text, Title } from '@mantine/core';
import { type ReportRequest, type ReportSchedule, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './reports.module.css';
import { ScheduleForm } from './schedule-form.tsx';

/** What is made again and again. @param report the one that is chosen, if it can be scheduled. */
export function ReportSchedules({ report }: { report: ReportRequest | null }) {
  const schedules = useApi(routes.myReportSchedules, {});
  const [isAdding, setAdding] = useState(false);
  return (
    <Paper component="section" p="md" className={classes.block} aria-labelledby="report-schedules">
      <Title order={2} size="h3" id="report-schedules">
        {t('reports.schedules')}
      </Title>
      <Text c="dimmed">{t('reports.schedulesBody')}</Text>
      <Loaded
        query={schedules}
        skeleton={<Skeleton height={80} />}
        isEmpty={(data) => data.schedules.length === 0}
        empty={<Text my="sm">{t('reports.schedulesEmpty')}</Text>}
      >
        {(data) => (
          <ul className={classes.list}>
            {data.schedules.map((schedule) => (
              <ScheduleRow key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        )}
      </Loaded>
      {report && isAdding && <ScheduleForm report={report} onDone={() => setAdding(false)} />}
      {report && !isAdding && (
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('reports.schedule')}
        </Button>
      )}
    </Paper>
  );
}

function ScheduleRow({ schedule }: { schedule: ReportSchedule }) {
  const zone = useZone();
  const { id, title, format, rhythm, recipients, nextAt, stoppedAt } = schedule;
  const remove = useApiMutation(routes.unscheduleReport, { invalidates: [routes.myReportSchedules] });
  const { every, day, hour } = rhythm;
  const turn = every === 'week' ? t(`reports.weekday.${day as 1}`) : t('reports.dayOfMonth', { day });
  return (
    <li>
      <div className={classes.row}>
        <strong dir="auto">{title}</strong>
        {stoppedAt !== null && <StatusBadge tone="warn">{t('reports.stopped')}</StatusBadge>}
        <Button
          variant="default"
          loading={remove.isPending}
          aria-label={t('reports.unscheduleLabel', { title })}
          onClick={() => remove.mutate({ params: { id } }, { onSuccess: () => toast(t('reports.unscheduled')) })}
        >
          {t('reports.unschedule')}
        </Button>
      </div>
      <div className={classes.more}>
        {t('reports.rhythm', { turn, hour: `${String(hour).padStart(2, '0')}:00`, format: format.toUpperCase() })}
        {stoppedAt === null && ` · ${t('reports.next', { when: formatInstant(nextAt, zone) })}`}
        {` · ${t('reports.to', { names: recipients.map(({ name }) => name).join(', ') })}`}
      </div>
      {stoppedAt !== null && <Text size="sm">{t('reports.stoppedBody')}</Text>}
      <Problem error={remove.error} />
    </li>
  );
}
