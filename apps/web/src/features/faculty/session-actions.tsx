import { ActionIcon, Button, Menu } from '@mantine/core';
import { type Board, routes } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
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
            loading={extend.isPending}
            onClick={() => extend.mutate({ params: { id }, body: { minutes: moreMinutes } })}
          >
            {t('faculty.board.extend')}
          </Button>
        </>
      )}
      {isOpen && (
        <Button variant="default" leftSection={<Icon name="stop" />} onClick={() => setClosing(true)}>
          {t('faculty.board.close')}
        </Button>
      )}
      <MoreActions board={board} stage={stage} />
      <Problem error={extend.error} />
      <CloseDialog board={board} opened={isClosing} onClose={() => setClosing(false)} />
    </>
  );
}

const watchFullScreen = (listener: () => void) => {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
};

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

interface MoreActionsProps {
  board: Board;
  stage: RefObject<HTMLElement | null>;
}

/** What is done once in a session, or where there is a projector. */
function MoreActions({ board, stage }: MoreActionsProps) {
  const { id, state } = board.session;
  const isFull = useSyncExternalStore(watchFullScreen, () => document.fullscreenElement !== null);
  const toggle = () => {
    // A browser may refuse (an embedded page); the board then stays as it is.
    const done = isFull ? document.exitFullscreen() : stage.current?.requestFullscreen();
    done?.catch(() => undefined);
  };
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('action.more')}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {document.fullscreenEnabled && (
          <Menu.Item leftSection={<Icon name="monitor" />} onClick={toggle}>
            {t(isFull ? 'faculty.board.unproject' : 'faculty.board.project')}
          </Menu.Item>
        )}
        <Menu.Item
          component="a"
          leftSection={<Icon name="download" />}
          href={urlOf(routes.exportSession, { params: { id } })}
          download
        >
          {t('faculty.board.export')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="list" />}
          renderRoot={(props) => <Link to="/reports" search={{ report: 'session', sessionId: id }} {...props} />}
        >
          {t('staff.report')}
        </Menu.Item>
        {state === 'closed' && (
          <Menu.Item
            leftSection={<Icon name="camera" />}
            renderRoot={(props) => <Link to="/sessions/$id/photo" params={{ id }} {...props} />}
          >
            {t('faculty.board.classPhoto')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
