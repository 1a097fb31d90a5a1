import { Button, Group, Paper } from '@mantine/core';
import type { Board } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { type MarkKind, usePolicy } from '../attendance/mark-kinds.ts';
import { keysOf } from './mark-keys.ts';
import { ReasonField } from './reason-field.tsx';
import classes from './roll-call.module.css';
import { RollGrid } from './roll-grid.tsx';
import { useRoll } from './use-roll.ts';
import { useUndoKey } from './use-undo-key.ts';

interface RollCallProps {
  board: Board;
  onHistory: (studentId: string) => void;
}

/** Marks by hand, fast: arrows and letters, all others present in one step, and a way back. */
export function RollCall({ board, onHistory }: RollCallProps) {
  const policy = usePolicy();
  const isOver = board.session.state === 'closed';
  const [reason, setReason] = useState('');
  const roll = useRoll({ board, absentCode: policy?.absentCode ?? 'A', isManual: isOver });
  const kinds = policy?.marks ?? [];
  const nameOf = (code: string) => kinds.find((kind) => kind.code === code)?.name ?? code;
  const studentName = (id: string) => board.roster.find(({ student }) => student.id === id)?.student.name ?? '';

  const set = (studentId: string, code: string) => {
    roll.set([{ studentId, code }]);
    announce(t('faculty.roll.set', { name: studentName(studentId), mark: nameOf(code) }));
  };
  const unmarked = board.roster.filter(({ student }) => roll.codeOf(student.id) === null);
  const markOthers = () => {
    const code = policy?.presentCode ?? 'P';
    roll.set(unmarked.map(({ student }) => ({ studentId: student.id, code })));
    announce(t('faculty.roll.setMany', { count: unmarked.length, mark: nameOf(code) }));
  };
  const undo = () => {
    if (!roll.canUndo) return;
    const { undone, madeAbsent } = roll.undo();
    const [only] = undone;
    if (madeAbsent.length > 0)
      announce(t('faculty.roll.undoneAbsent', { name: madeAbsent.map(studentName).join(', ') }));
    else if (undone.length === 1 && only) announce(t('faculty.roll.undone', { name: studentName(only) }));
    else announce(t('faculty.roll.undoneMany', { count: undone.length }));
  };
  useUndoKey(undo);

  if (board.session.state === 'locked') return <Notice>{t('faculty.board.locked')}</Notice>;
  return (
    <div className={classes.roll}>
      <Paper p="md" className={classes.tools}>
        <p className={classes.help}>{t('faculty.roll.help', { keys: legend(kinds) })}</p>
        {isOver && <ReasonField value={reason} onChange={setReason} />}
        <Group gap="sm">
          <Button variant="default" onClick={markOthers} disabled={unmarked.length === 0}>
            {t('faculty.roll.allPresent')} ({unmarked.length})
          </Button>
          <Button variant="default" onClick={undo} disabled={!roll.canUndo} leftSection={<Icon name="history" />}>
            {t('faculty.roll.undo')}
          </Button>
          {(isOver || roll.error !== null) && (
            <Button
              onClick={() => void roll.save(reason.trim() || null)}
              disabled={roll.unsaved === 0 || (isOver && reason.trim() === '')}
              loading={roll.isSending}
            >
              {t('action.save')}
            </Button>
          )}
          <span className={classes.status} data-testid="roll-status">
            <SaveStatus unsaved={roll.unsaved} isSending={roll.isSending} />
          </span>
        </Group>
        <Problem error={roll.error} />
      </Paper>
      <RollGrid board={board} kinds={kinds} codeOf={roll.codeOf} onSet={set} onHistory={onHistory} />
    </div>
  );
}

function SaveStatus({ unsaved, isSending }: { unsaved: number; isSending: boolean }) {
  if (isSending) return <>{t('faculty.roll.saving')}</>;
  if (unsaved > 0) return <>{t('faculty.roll.unsaved', { count: unsaved })}</>;
  return (
    <>
      <Icon name="check" size={16} /> {t('faculty.roll.saved')}
    </>
  );
}

/** "P Present, L Late": which key is which mark. */
function legend(kinds: readonly MarkKind[]): string {
  const keys = keysOf(kinds.map(({ code }) => code));
  return kinds.flatMap(({ code, name }) => (keys.has(code) ? [`${keys.get(code)} ${name}`] : [])).join(', ');
}
