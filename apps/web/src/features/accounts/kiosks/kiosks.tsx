import { Switch } from '@mantine/core';
import { type Kiosk, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { invalidate, useApi, useApiMutation } from '../../../api/query.ts';
import { useLive } from '../../../live.ts';
import { t } from '../../../strings/index.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { BackLink, ButtonLink } from '../../../ui/link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Loaded } from '../../../ui/states.tsx';
import { LocalTable } from '../../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../../ui/table/table-skeleton.tsx';
import { toast } from '../../../ui/toast.ts';
import { AddButton } from '../../structure/entity-part.tsx';
import { useOpen } from '../../structure/use-open.ts';
import { kioskColumns } from './kiosk-columns.tsx';
import { KioskPanel } from './kiosk-form.tsx';
import { PairingDialog } from './pairing-dialog.tsx';

type Asked = { what: 'unpair' | 'remove'; kiosk: Kiosk } | null;

/** Devices at doors: add, pair, move, unpair, remove. What happens to them elsewhere shows by itself. */
export function Kiosks() {
  const kiosks = useApi(routes.listKiosks, {});
  const places = useApi(routes.listPlaces, {});
  useLive((event) => {
    if (event.type === 'kiosk.changed') void invalidate(routes.listKiosks);
  });
  const side = useOpen<Kiosk>();
  const [pairing, setPairing] = useState<Kiosk | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  const [isRemovedShown, showRemoved] = useState(false);
  const columns = kioskColumns({
    onPair: setPairing,
    onEdit: side.edit,
    onUnpair: (kiosk) => setAsked({ what: 'unpair', kiosk }),
    onRemove: (kiosk) => setAsked({ what: 'remove', kiosk }),
  });
  const add = <AddButton onClick={side.add}>{t('kiosks.add')}</AddButton>;
  const hasNoPlace = places.data?.length === 0;
  return (
    <Page
      title={t('kiosks.title')}
      description={t('kiosks.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={!hasNoPlace && add}
    >
      <Loaded query={kiosks} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => {
          const removed = rows.filter(({ state }) => state === 'removed');
          return (
            <LocalTable
              name="kiosks"
              caption={t('kiosks.caption')}
              rows={isRemovedShown ? rows : rows.filter(({ state }) => state !== 'removed')}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              columns={columns}
              searchHint={t('kiosks.searchHint')}
              filters={
                removed.length > 0 && (
                  <Switch
                    label={t('kiosks.showRemoved')}
                    checked={isRemovedShown}
                    onChange={(event) => showRemoved(event.currentTarget.checked)}
                  />
                )
              }
              empty={hasNoPlace ? <NoPlace /> : <NoKiosk add={add} />}
            />
          );
        }}
      </Loaded>
      <KioskPanel open={side.open} places={places} onClose={side.close} onAdded={setPairing} />
      <PairingDialog kiosk={pairing} all={kiosks.data ?? []} onClose={() => setPairing(null)} />
      <LetGo asked={asked} onClose={() => setAsked(null)} />
    </Page>
  );
}

const NoKiosk = ({ add }: { add: React.ReactNode }) => (
  <Empty icon="monitor" title={t('kiosks.empty')} actions={add}>
    {t('kiosks.emptyBody')}
  </Empty>
);

const NoPlace = () => (
  <Empty
    icon="pin"
    title={t('kiosks.noPlaces')}
    actions={
      <ButtonLink to="/admin/structure/$part" params={{ part: 'places' }}>
        {t('kiosks.toPlaces')}
      </ButtonLink>
    }
  >
    {t('kiosks.noPlacesBody')}
  </Empty>
);

/** Asks before a device loses its access. */
function LetGo({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const unpair = useApiMutation(routes.unpairKiosk, { invalidates: [routes.listKiosks] });
  const remove = useApiMutation(routes.removeKiosk, { invalidates: [routes.listKiosks] });
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(asked);
  if (asked !== null && asked !== shown) setShown(asked);
  const name = shown?.kiosk.name ?? '';
  const isRemoval = shown?.what === 'remove';
  const act = async () => {
    const params = { id: shown?.kiosk.id ?? '' };
    await (isRemoval ? remove.mutateAsync({ params }) : unpair.mutateAsync({ params }));
    toast(t(isRemoval ? 'kiosks.removed' : 'kiosks.unpaired', { name }));
  };
  return (
    <ConfirmDialog
      opened={asked !== null}
      onClose={onClose}
      title={t(isRemoval ? 'kiosks.removeTitle' : 'kiosks.unpairTitle', { name })}
      consequences={
        isRemoval
          ? [t('kiosks.removeEnds'), t('kiosks.removeKeeps')]
          : [
              t('kiosks.unpairEnds'),
              ...(shown?.kiosk.device ? [t('kiosks.unpairAway')] : []),
              t('kiosks.unpairCode'),
              t('kiosks.unpairKeeps'),
            ]
      }
      confirm={t(isRemoval ? 'action.remove' : 'kiosks.unpair')}
      danger
      onConfirm={act}
    />
  );
}
