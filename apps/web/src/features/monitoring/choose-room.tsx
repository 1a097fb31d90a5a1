import { NativeSelect } from '@mantine/core';
import { type RoomView, routes } from '@smart-presence/contract';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

/** Where this session is, for whoever knows better than the timetable. */
export function ChooseRoom({ sessionId, view }: { sessionId: string; view: RoomView }) {
  const rooms = useApi(routes.listRooms, {});
  const choose = useApiMutation(routes.chooseRoom, {
    invalidates: [routes.getRoomView],
    onSuccess: ({ room, roomBy }) =>
      toast(roomBy === 'choice' && room ? t('roomView.roomChosen', { room: room.name }) : t('roomView.roomReset')),
  });
  const { room, roomBy } = view;
  return (
    <div>
      <NativeSelect
        label={t('roomView.room')}
        description={
          room && roomBy ? t('roomView.where', { room: room.name, by: t(`roomView.roomBy.${roomBy}`) }) : null
        }
        maw={360}
        value={roomBy === 'choice' ? (room?.id ?? '') : ''}
        disabled={choose.isPending || !rooms.data}
        data={[
          { value: '', label: t('roomView.roomAsTimetable') },
          ...(rooms.data ?? []).map(({ id, name, place }) => ({ value: id, label: `${name} (${place.name})` })),
        ]}
        onChange={(event) =>
          choose.mutate({ params: { id: sessionId }, body: { roomId: event.currentTarget.value || null } })
        }
      />
      <Problem error={choose.error} />
    </div>
  );
}
