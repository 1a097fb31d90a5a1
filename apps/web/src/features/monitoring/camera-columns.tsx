import { Menu, Text } from '@mantine/core';
import type { RoomCamera } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';

interface CameraActions {
  onPair: (camera: RoomCamera) => void;
  onUnpair: (camera: RoomCamera) => void;
  onTry: (camera: RoomCamera) => void;
  onEdit: (camera: RoomCamera) => void;
  onRemove: (camera: RoomCamera) => void;
}

/** Columns of the list of cameras. */
export const cameraColumns = (actions: CameraActions): Column<RoomCamera>[] => [
  { key: 'name', header: t('cameras.name'), value: ({ name }) => name, cell: ({ name }) => name },
  {
    key: 'room',
    header: t('cameras.room'),
    value: ({ room }) => `${room.place} ${room.name}`,
    cell: ({ room }) => (
      <div>
        {room.name}
        <Text size="sm" c="dimmed">
          {room.place}
        </Text>
      </div>
    ),
  },
  {
    key: 'kind',
    header: t('cameras.kind'),
    value: ({ kind }) => t(`cameras.kind.${kind}`),
    cell: ({ kind, address }) => (
      <div>
        {t(`cameras.kind.${kind}`)}
        {address !== null && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {address}
          </Text>
        )}
      </div>
    ),
  },
  {
    key: 'state',
    header: t('cameras.state'),
    value: (camera) => stateWords(camera),
    cell: (camera) => <State camera={camera} />,
  },
  {
    key: 'lastLook',
    header: t('cameras.lastLook'),
    value: ({ lastLookAt }) => lastLookAt,
    cell: ({ lastLookAt }) => (lastLookAt === null ? t('cameras.never') : <Time at={lastLookAt} />),
  },
  {
    key: 'actions',
    header: t('action.more'),
    hideHeader: true,
    corner: true,
    cell: (camera) => <Actions camera={camera} {...actions} />,
  },
];

const stateWords = ({ pairing, fault, lastLookAt }: RoomCamera): string => {
  if (pairing && pairing.state !== 'paired') return t(`kiosks.state.${pairing.state}`);
  if (fault !== null) return t('cameras.state.fault');
  return t(lastLookAt === null ? 'cameras.state.never' : 'cameras.state.fine');
};

function State({ camera }: { camera: RoomCamera }) {
  const { fault, lastLookAt, pairing } = camera;
  const waits = pairing !== null && pairing.state !== 'paired';
  const tone = waits || fault === 'busy' ? 'warn' : fault ? 'bad' : lastLookAt === null ? 'neutral' : 'ok';
  return (
    <div>
      <StatusBadge tone={tone}>{stateWords(camera)}</StatusBadge>
      {fault !== null && (
        <Text size="sm" c="dimmed" maw={320}>
          {t(`fault.${fault}`)}
        </Text>
      )}
    </div>
  );
}

function Actions({ camera, onPair, onUnpair, onTry, onEdit, onRemove }: CameraActions & { camera: RoomCamera }) {
  const { kind, pairing } = camera;
  return (
    <RowMenu label={t('cameras.actionsFor', { name: camera.name })}>
      {kind === 'ip' && (
        <Menu.Item leftSection={<Icon name="camera" />} onClick={() => onTry(camera)}>
          {t('cameras.try')}
        </Menu.Item>
      )}
      {pairing && (
        <Menu.Item leftSection={<Icon name="link" />} onClick={() => onPair(camera)}>
          {t('cameras.pair')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(camera)}>
        {t('action.edit')}
      </Menu.Item>
      {pairing && pairing.state !== 'unpaired' && (
        <Menu.Item leftSection={<Icon name="offline" />} onClick={() => onUnpair(camera)}>
          {t('cameras.unpair')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(camera)}>
        {t('action.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
