import { Text } from '@mantine/core';
import type { AccuracyStudy, CameraScores } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';

const columns: Column<CameraScores>[] = [
  { key: 'name', header: t('accuracy.camera'), cell: ({ name }) => name, value: ({ name }) => name },
  {
    key: 'kind',
    header: t('accuracy.cameraKind'),
    cell: ({ kind }) => t(`accuracy.cameraKind.${kind}`),
    value: ({ kind }) => t(`accuracy.cameraKind.${kind}`),
  },
  number('checkIns', t('accuracy.checkIns'), ({ checkIns }) => checkIns),
  number('students', t('accuracy.students'), ({ students }) => students),
  {
    ...number('median', t('accuracy.median'), ({ median }) => median),
    cell: ({ median }) => median.toFixed(2),
  },
  number('unsure', t('accuracy.unsure'), ({ unsure }) => unsure),
];

function number(key: string, header: string, value: (row: CameraScores) => number): Column<CameraScores> {
  return { key, header, align: 'end', cell: value, value };
}

/** Which kinds of camera give good pictures; never one that few students use. */
export function Cameras({ study: { cameras, hiddenCameras } }: { study: AccuracyStudy }) {
  return (
    <>
      <LocalTable
        name="cameras"
        caption={t('accuracy.camerasCaption')}
        columns={columns}
        rows={cameras}
        initial={{ sort: 'checkIns', order: 'desc' }}
        rowKey={({ kind, name }) => `${kind} ${name}`}
        rowName={({ name }) => name}
        empty={
          <Empty icon="camera" title={t('accuracy.noCameras')}>
            {t('accuracy.noCamerasBody')}
          </Empty>
        }
      />
      {hiddenCameras > 0 && cameras.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('accuracy.hiddenCameras', { count: hiddenCameras })}
        </Text>
      )}
    </>
  );
}
