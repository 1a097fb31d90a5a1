import { Button, Drawer, Stack, Title } from '@mantine/core';
import { type Board, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { MarkChanges } from '../attendance/mark-changes.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { ReasonField } from './reason-field.tsx';
import classes from './session.module.css';

interface MarkHistoryProps {
  board: Board;
  /** Whose history is shown; null when closed. */
  studentId: string | null;
  onClose: () => void;
}

/** Every change of one student's mark, oldest first, and a way to change it again. */
export function MarkHistory({ board, studentId, onClose }: MarkHistoryProps) {
  const entry = board.roster.find(({ student }) => student.id === studentId);
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      title={<strong>{t('faculty.board.history', { name: entry?.student.name ?? '' })}</strong>}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {entry && (
        <Stack gap="lg">
          <MarkChanges key={entry.mark?.version ?? 0} sessionId={entry.sessionId} studentId={entry.student.id} />
          {board.session.state !== 'locked' && (
            <SetMark
              key={entry.student.id}
              board={board}
              studentId={entry.student.id}
              current={entry.mark?.code ?? null}
            />
          )}
        </Stack>
      )}
    </Drawer>
  );
}

function SetMark(props: { board: Board; studentId: string; current: string | null }) {
  const { board, studentId, current } = props;
  const policy = usePolicy();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busyCode, setBusyCode] = useState<string | null>(null);
  const needsReason = board.session.state === 'closed';
  const set = async (code: string) => {
    setError(null);
    setBusyCode(code);
    try {
      await call(routes.setMarks, {
        params: { id: board.session.id },
        body: { marks: [{ studentId, code }], reason: reason.trim() || null },
        idempotencyKey: crypto.randomUUID(),
      });
      await invalidate(routes.getBoard, routes.markHistory);
      setReason('');
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusyCode(null);
    }
  };
  return (
    <Stack gap="sm">
      <Title order={3}>{t('faculty.history.setTo')}</Title>
      {needsReason && <ReasonField value={reason} onChange={setReason} />}
      <div className={classes.setMarks}>
        {policy?.marks
          .filter(({ code }) => code !== current)
          .map(({ code }) => (
            <Button
              key={code}
              variant="default"
              disabled={needsReason && reason.trim() === ''}
              loading={busyCode === code}
              onClick={() => void set(code)}
            >
              <MarkBadge code={code} />
            </Button>
          ))}
      </div>
      <Problem error={error} />
    </Stack>
  );
}
