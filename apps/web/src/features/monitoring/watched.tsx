import '../../strings/monitoring-notice-words.ts';
import { Stack } from '@mantine/core';
import { roomViewRoutes } from '@smart-presence/contract';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { Notice } from '../../ui/states.tsx';

/** Says that a camera looks into the room of an open session, for as long as it does. Without one it is nothing. */
export function Watched({ sessionId }: { sessionId?: string }) {
  const watched = useApi(roomViewRoutes.myMonitoring, {});
  useLive((event) => {
    if (event.type === 'monitoring.changed' || event.type === 'session.opened' || event.type === 'session.closing')
      void invalidate(roomViewRoutes.myMonitoring);
  });
  const mine = (watched.data ?? []).filter((one) => sessionId === undefined || one.sessionId === sessionId);
  if (mine.length === 0) return null;
  return (
    <Stack gap="sm">
      {mine.map(({ sessionId: id, room, everySeconds, pictureDays }) => (
        <Notice key={id}>
          <strong>{t('watched.title', { room })}</strong> {t('watched.body', { count: everySeconds })}{' '}
          {pictureDays === null ? t('watched.noPictures') : t('watched.pictures', { count: pictureDays })}
        </Notice>
      ))}
    </Stack>
  );
}
