import { Button, Group, Text } from '@mantine/core';
import { type ReportFormat, type ReportRequest, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveBlob } from '../../ui/csv.ts';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

const formats: readonly ReportFormat[] = ['pdf', 'xlsx', 'csv'];

interface DownloadProps {
  report: ReportRequest;
  title: string;
  isLarge: boolean;
}

/** Takes the report along at once; a large one is written in the background. */
export function DownloadReport({ report, title, isLarge }: DownloadProps) {
  const [busy, setBusy] = useState<ReportFormat | null>(null);
  const [error, setError] = useState<unknown>(null);
  const take = async (format: ReportFormat) => {
    setBusy(format);
    setError(null);
    try {
      const body = { report, format };
      if (isLarge) {
        await call(routes.orderReport, { body });
        toast(t('reports.ordered'));
      } else saveBlob(`${title}.${format}`, await call(routes.takeReport, { body }));
      await invalidate(routes.myReportFiles);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <Problem error={error} />
      <Group gap="sm" my="md">
        {formats.map((format, at) => (
          <Button
            key={format}
            variant={at === 0 ? 'filled' : 'default'}
            leftSection={<Icon name="download" />}
            loading={busy === format}
            disabled={busy !== null && busy !== format}
            onClick={() => void take(format)}
          >
            {t(`reports.format.${format}`)}
          </Button>
        ))}
      </Group>
      {isLarge && <Text c="dimmed">{t('reports.large')}</Text>}
    </>
  );
}
