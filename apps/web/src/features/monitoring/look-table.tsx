import { Button, Text } from '@mantine/core';
import { type RoomLook, type RoomView, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveBlob } from '../../ui/csv.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Problem } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';

/** Every snapshot of the session in figures, the newest first: the table behind the chart. */
export function LookTable({ view: { looks, cameras } }: { view: RoomView }) {
  const zone = useZone();
  const names = new Map(cameras.map(({ id, name }) => [id, name]));
  return (
    <LocalTable
      name="room-looks"
      caption={t('roomView.timeline')}
      rows={looks}
      rowKey={({ id }) => id}
      rowName={({ at }) => formatInstant(at, zone, 'time')}
      columns={columnsOf({ names, hasPictures: looks.some(({ picture }) => picture !== null) })}
      searchHint={t('roomView.camera')}
      initial={{ sort: 'at', order: 'desc' }}
      empty={null}
    />
  );
}

function columnsOf({
  names,
  hasPictures,
}: {
  names: ReadonlyMap<string, string>;
  hasPictures: boolean;
}): Column<RoomLook>[] {
  const number = (key: 'faces' | 'matched' | 'unsure' | 'unknown', header: string): Column<RoomLook> => ({
    key,
    header,
    align: 'end',
    value: (look) => look[key],
    cell: (look) => look[key] ?? '–',
  });
  const pictures: Column<RoomLook> = {
    key: 'picture',
    header: t('roomView.picture'),
    sortable: false,
    cell: (look) => look.picture && <Picture look={look} />,
  };
  return [
    { key: 'at', header: t('roomView.time'), value: ({ at }) => at, cell: ({ at }) => <Time at={at} style="time" /> },
    {
      key: 'camera',
      header: t('roomView.camera'),
      value: ({ cameraId }) => names.get(cameraId) ?? null,
      cell: ({ cameraId, fault }) => (
        <div>
          {names.get(cameraId) ?? ''}
          {fault !== null && (
            <Text size="sm" c="dimmed" maw={320}>
              {t(`fault.${fault}`)}
            </Text>
          )}
        </div>
      ),
    },
    number('faces', t('roomView.faces')),
    number('matched', t('roomView.recognised')),
    number('unsure', t('roomView.unsure')),
    number('unknown', t('roomView.unknown')),
    ...(hasPictures ? [pictures] : []),
  ];
}

/** A picture that was kept: saved, never shown as a page of ours. Whoever opens it is named beside it. */
function Picture({ look: { id, at, picture } }: { look: RoomLook }) {
  const zone = useZone();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const open = async () => {
    setBusy(true);
    setError(null);
    try {
      saveBlob(
        `room-${new Date(at).toISOString().slice(0, 16)}.jpg`,
        await call(routes.openRoomPicture, { params: { id } }),
      );
      toast(t('roomView.pictureNoted'));
      await invalidate(routes.getRoomView);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button
        variant="default"
        loading={isBusy}
        aria-label={t('roomView.pictureOpen', { time: formatInstant(at, zone, 'time') })}
        onClick={() => void open()}
      >
        {t('roomView.pictureOpenShort')}
      </Button>
      {picture?.openings.map((opening) => (
        <Text key={opening.at} size="sm" c="dimmed">
          {t('roomView.pictureOpenedBy', { name: opening.by.name, when: formatInstant(opening.at, zone, 'time') })}
        </Text>
      ))}
      <Problem error={error} />
    </div>
  );
}
