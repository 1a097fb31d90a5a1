import { Button, Paper, Progress, Skeleton, Text, Title } from '@mantine/core';
import { type ReportFile, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveBlob } from '../../ui/csv.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { useZone } from '../../ui/time.tsx';
import { useJobEvents } from '../jobs/use-job-events.ts';
import classes from './reports.module.css';

/** What was asked for lately: how far it is, and where it can be taken. */
export function ReportFiles() {
  const files = useApi(routes.myReportFiles, {});
  useJobEvents(routes.myReportFiles);
  return (
    <Paper component="section" p="md" className={classes.block} aria-labelledby="report-files">
      <Title order={2} size="h3" id="report-files">
        {t('reports.files')}
      </Title>
      <Loaded
        query={files}
        skeleton={<Skeleton height={80} />}
        isEmpty={(data) => data.files.length === 0}
        empty={<Text c="dimmed">{t('reports.filesEmpty')}</Text>}
      >
        {(data) => (
          <ul className={classes.list}>
            {data.files.map((file) => (
              <FileRow key={file.id} file={file} />
            ))}
          </ul>
        )}
      </Loaded>
    </Paper>
  );
}

const tones: Record<ReportFile['state'], Tone> = {
  making: 'info',
  ready: 'ok',
  taken: 'neutral',
  failed: 'bad',
  expired: 'neutral',
};

function FileRow({ file }: { file: ReportFile }) {
  const zone = useZone();
  const { title, format, state, askedAt, expiresAt, job, failure, isScheduled } = file;
  const percent = job && job.total > 0 ? Math.floor((100 * job.done) / job.total) : 0;
  return (
    <li>
      <div className={classes.row}>
        <strong dir="auto">{title}</strong>
        <StatusBadge tone={tones[state]}>{t(`reports.state.${state}`)}</StatusBadge>
        {state === 'ready' && <TakeFile file={file} />}
      </div>
      <div className={classes.more}>
        {t('reports.fileFacts', { format: format.toUpperCase(), when: formatInstant(askedAt, zone) })}
        {isScheduled && ` · ${t('reports.scheduled')}`}
        {state === 'ready' &&
          expiresAt !== null &&
          ` · ${t('reports.until', { when: formatInstant(expiresAt, zone) })}`}
      </div>
      {job && <Progress value={percent} aria-label={t('reports.progress', { title })} />}
      {failure && (
        <Text size="sm">
          {failure.message} {failure.advice}
        </Text>
      )}
    </li>
  );
}

function TakeFile({ file: { id, title, format } }: { file: ReportFile }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async () => {
    setBusy(true);
    setError(null);
    try {
      saveBlob(`${title}.${format}`, await call(routes.takeReportFile, { params: { id } }));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
      await invalidate(routes.myReportFiles);
    }
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="download" />}
        loading={isBusy}
        onClick={() => void take()}
        aria-label={t('reports.takeLabel', { title })}
      >
        {t('reports.take')}
      </Button>
      <Problem error={error} />
    </>
  );
}
