import { type RoomCamera, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { type Pairable, PairingDialog } from '../accounts/kiosks/pairing-dialog.tsx';
import { AddButton } from '../structure/entity-part.tsx';
import { useOpen } from '../structure/use-open.ts';
import { cameraColumns } from './camera-columns.tsx';
import { CameraPanel } from './camera-form.tsx';
import { Trial } from './trial.tsx';

/** Cameras in rooms: add, pair or try, change, remove. How their looks go shows by itself. */
export function Cameras() {
  const cameras = useApi(routes.listRoomCameras, {});
  const rooms = useApi(routes.listRooms, {});
  useLive((event) => {
    if (event.type === 'camera.changed' || event.type === 'kiosk.changed') void invalidate(routes.listRoomCameras);
  });
  const side = useOpen<RoomCamera>();
  const [pairing, setPairing] = useState<Pairable | null>(null);
  const [trying, setTrying] = useState<RoomCamera | null>(null);
  const [leaving, setLeaving] = useState<RoomCamera | null>(null);
  const remove = useApiMutation(routes.removeRoomCamera, { invalidates: [routes.listRoomCameras] });
  const unpair = useApiMutation(routes.unpairKiosk, {
    invalidates: [routes.listRoomCameras],
    onSuccess: ({ name }) => toast(t('cameras.unpaired', { name })),
  });
  const columns = cameraColumns({
    onPair: (camera) => setPairing(pairable(camera)),
    onUnpair: ({ id }) => unpair.mutate({ params: { id } }),
    onTry: setTrying,
    onEdit: side.edit,
    onRemove: setLeaving,
  });
  const add = <AddButton onClick={side.add}>{t('cameras.add')}</AddButton>;
  const hasNoRoom = rooms.data?.length === 0;
  return (
    <Page
      title={t('cameras.title')}
      description={t('cameras.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={!hasNoRoom && add}
    >
      <Loaded query={cameras} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="room-cameras"
            caption={t('cameras.caption')}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            columns={columns}
            searchHint={t('cameras.searchHint')}
            empty={hasNoRoom ? <NoRoom /> : <NoCamera add={add} />}
          />
        )}
      </Loaded>
      <CameraPanel
        open={side.open}
        rooms={rooms}
        onClose={side.close}
        onAdded={(camera) => (camera.kind === 'browser' ? setPairing(pairable(camera)) : setTrying(camera))}
      />
      <PairingDialog kiosk={pairing} all={(cameras.data ?? []).map(pairable)} onClose={() => setPairing(null)} />
      <Trial camera={trying} onClose={() => setTrying(null)} />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('cameras.removeTitle', { name: leaving?.name ?? '' })}
        consequences={[t('cameras.removeEnds'), t('cameras.removeKeeps')]}
        confirm={t('action.remove')}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params: { id: leaving?.id ?? '' } });
          toast(t('cameras.removed', { name: leaving?.name ?? '' }));
        }}
      />
    </Page>
  );
}

const pairable = ({ id, name, pairing }: RoomCamera): Pairable => ({ id, name, device: pairing?.device ?? null });

const NoCamera = ({ add }: { add: React.ReactNode }) => (
  <Empty icon="camera" title={t('cameras.empty')} actions={add}>
    {t('cameras.emptyBody')}
  </Empty>
);

const NoRoom = () => (
  <Empty
    icon="building"
    title={t('cameras.noRooms')}
    actions={
      <ButtonLink to="/admin/structure/$part" params={{ part: 'rooms' }}>
        {t('cameras.toRooms')}
      </ButtonLink>
    }
  >
    {t('cameras.noRoomsBody')}
  </Empty>
);
