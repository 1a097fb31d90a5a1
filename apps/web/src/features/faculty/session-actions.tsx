import { Button } from '@mantine/core';
import { type Board, routes } from '@smart-presence/contract';
import { type RefObject, useState, useSyncExternalStore } from 'react';
import { urlOf } from '../../api/client.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { closingFacts } from './board-facts.ts';

const moreMinutes = 5;

/** What can be done with the session as a whole. */
export function SessionActions({ board, stage }: { board: Board; stage: RefObject<HTMLElement | null> }) {
  const { id, state } = board.session;
  const isOpen = state === 'open' || state === 'closing';
  const [isClosing, setClosing] = useState(false);
  const extend = useApiMutation(routes.extendSession, {
    invalidates: [routes.getBoard],
    onSuccess: () => toast(t('faculty.board.extended')),
  });
  return (
    <>
      {isOpen && (
        <>
          <ButtonLink to="/sessions/$id/photo" params={{ id }} leftSection={<Icon name="camera" />}>
            {t('faculty.board.classPhoto')}
          </ButtonLink>
          <Button
            variant="default"
            leftSection={<Icon name="plus" />}
            loading={extend.isPending}
            onClick={() => extend.mutate({ params: { id }, body: { minutes: moreMinutes } })}
          >
            {t('faculty.board.extend')}
          </Button>
        </>
      )}
      <FullScreen stage={stage} />
      <Button
        component="a"
        variant="default"
        leftSection={<Icon name="download" />}
        href={urlOf(routes.exportSession, { params: { id } })}
        download
      >
        {t('faculty.board.export')}
      </Button>
      {isOpen && (
        <Button variant="default" leftSection={<Icon name="stop" />} onClick={() => setClosing(true)}>
          {t('faculty.board.close')}
        </Button>
      )}
      <Problem error={extend.error} />
      <CloseDialog board={board} opened={isClosing} onClose={() => setClosing(false)} />
    </>
  );
}

/** Says in numbers what closing does, and does it. */
function CloseDialog({ board, opened, onClose }: { board: Board; opened: boolean; onClose: () => void }) {
  const { id, section } = board.session;
  const { absent, kept, waiting } = closingFacts(board);
  const close = useApiMutation(routes.closeSession, {
    invalidates: [routes.getBoard, routes.facultyToday, routes.listSessions],
    onSuccess: () => toast(t('faculty.board.closed')),
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('faculty.board.closeTitle', { course: section.courseName })}
      consequences={[
        absent > 0 ? t('faculty.board.closeAbsent', { count: absent }) : t('faculty.board.closeNobodyAbsent'),
        t('faculty.board.closeKeeps', { count: kept }),
        ...(waiting > 0 ? [t('faculty.board.closeReviews', { count: waiting })] : []),
        t('faculty.board.closeEditable'),
      ]}
      confirm={t('faculty.board.closeNow')}
      onConfirm={() => close.mutateAsync({ params: { id } })}
    />
  );
}

const watchFullScreen = (listener: () => void) => {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
};

/** Fills the projector with the board alone. Not offered where the browser cannot (phones). */
function FullScreen({ stage }: { stage: RefObject<HTMLElement | null> }) {
  const isFull = useSyncExternalStore(watchFullScreen, () => document.fullscreenElement !== null);
  if (!document.fullscreenEnabled) return null;
  const toggle = () => {
    // A browser may refuse (an embedded page); the board then stays as it is.
    const done = isFull ? document.exitFullscreen() : stage.current?.requestFullscreen();
    done?.catch(() => undefined);
  };
  return (
    <Button variant="default" leftSection={<Icon name="monitor" />} onClick={toggle}>
      {t(isFull ? 'faculty.board.unproject' : 'faculty.board.project')}
    </Button>
  );
}
