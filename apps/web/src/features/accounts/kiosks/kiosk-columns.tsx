import { Menu, Text } from '@mantine/core';
import type { Kiosk, KioskState } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { Column } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';

const tones: Record<KioskState, Tone> = { unpaired: 'warn', waiting: 'info', paired: 'ok', removed: 'neutral' };

interface KioskActions {
  onPair: (kiosk: Kiosk) => void;
  onEdit: (kiosk: Kiosk) => void;
  onUnpair: (kiosk: Kiosk) => void;
  onRemove: (kiosk: Kiosk) => void;
}

/** Columns of the list of kiosks. */
export const kioskColumns = (actions: KioskActions): Column<Kiosk>[] => [
  { key: 'name', header: t('kiosks.name'), value: ({ name }) => name, cell: ({ name }) => name },
  {
    key: 'place',
    header: t('kiosks.place'),
    value: ({ place }) => place?.name ?? null,
    cell: ({ place }) => place?.name ?? t('kiosks.noPlace'),
  },
  {
    key: 'state',
    header: t('kiosks.state'),
    value: ({ state }) => t(`kiosks.state.${state}`),
    cell: ({ state, codeExpiresAt }) => (
      <div>
        <StatusBadge tone={tones[state]}>{t(`kiosks.state.${state}`)}</StatusBadge>
        {codeExpiresAt !== null && (
          <Text size="sm" c="dimmed">
            {t('kiosks.until')} <Time at={codeExpiresAt} style="time" />
          </Text>
        )}
      </div>
    ),
  },
  {
    key: 'device',
    header: t('kiosks.device'),
    sortable: false,
    value: ({ device }) => device?.name ?? null,
    cell: (kiosk) => <Device kiosk={kiosk} />,
  },
  {
    key: 'actions',
    header: t('action.more'),
    hideHeader: true,
    corner: true,
    cell: (kiosk) => kiosk.state !== 'removed' && <Actions kiosk={kiosk} {...actions} />,
  },
];

function Device({ kiosk: { device } }: { kiosk: Kiosk }) {
  if (!device) return t('kiosks.noDevice');
  return (
    <div>
      {device.name}
      <Text size="sm" c="dimmed">
        {t('kiosks.seen')} <Time at={device.lastSeenAt} relative />
        {device.network && ` ${t('kiosks.from', { network: device.network })}`}
      </Text>
    </div>
  );
}

function Actions({ kiosk, onPair, onEdit, onUnpair, onRemove }: KioskActions & { kiosk: Kiosk }) {
  return (
    <RowMenu label={t('kiosks.actionsFor', { name: kiosk.name })}>
      <Menu.Item leftSection={<Icon name="link" />} onClick={() => onPair(kiosk)}>
        {t('kiosks.pair')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(kiosk)}>
        {t('action.edit')}
      </Menu.Item>
      {kiosk.state !== 'unpaired' && (
        <Menu.Item leftSection={<Icon name="offline" />} onClick={() => onUnpair(kiosk)}>
          {t('kiosks.unpair')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(kiosk)}>
        {t('action.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
