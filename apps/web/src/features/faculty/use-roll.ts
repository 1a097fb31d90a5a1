import { type Board, routes } from '@smart-presence/contract';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import {
  emptyRoll,
  failSending,
  finishSending,
  type RollChange,
  type RollState,
  setMarks,
  shownCode,
  startSending,
  undoLast,
} from './roll-state.ts';

/** Marks are sent once the hand pauses: quick for others to see, and time to take a slip back. */
const pauseMs = 1200;

/**
 * Roll call over a board: marks appear at once, are sent in batches, and can be taken back.
 * @param isManual sends only when told to, for sessions whose changes need a reason.
 */
export function useRoll({ board, absentCode, isManual }: { board: Board; absentCode: string; isManual: boolean }) {
  const [state, setState] = useState<RollState>(emptyRoll);
  const [error, setError] = useState<unknown>(null);
  const saved = useMemo(
    () => new Map(board.roster.flatMap(({ student, mark }) => (mark ? [[student.id, mark.code] as const] : []))),
    [board.roster],
  );
  const sessionId = board.session.id;
  const latest = useRef(state);
  latest.current = state;

  const save = useCallback(
    async (reason: string | null) => {
      const { pending, sending } = latest.current;
      if (pending.size === 0 || sending.size > 0) return;
      setState(startSending);
      setError(null);
      try {
        await call(routes.setMarks, {
          params: { id: sessionId },
          body: { marks: [...pending].map(([studentId, code]) => ({ studentId, code })), reason },
          idempotencyKey: crypto.randomUUID(),
        });
        await invalidate(routes.getBoard);
        setState(finishSending);
      } catch (thrown) {
        setState(failSending);
        setError(thrown);
      }
    },
    [sessionId],
  );

  const waits = state.pending.size > 0 && state.sending.size === 0 && error === null && !isManual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every further mark starts the pause anew
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => void save(null), pauseMs);
    return () => clearTimeout(timer);
  }, [waits, save, state.pending]);

  useKeepUnsaved({ isUnsaved: state.pending.size + state.sending.size > 0, save: isManual ? null : save });

  return {
    error,
    unsaved: state.pending.size + state.sending.size,
    isSending: state.sending.size > 0,
    canUndo: state.undo.length > 0,
    codeOf: (studentId: string) => shownCode(state, saved, studentId),
    set: (changes: readonly RollChange[]) => {
      setError(null);
      setState((before) => setMarks(before, saved, changes));
    },
    undo: () => {
      const { state: after, ...told } = undoLast(state, { saved, absentCode });
      setState(after);
      return told;
    },
    save,
  };
}

/** Sends what waits when the page is left or hidden, and warns before the tab closes on unsaved marks. */
function useKeepUnsaved({ isUnsaved, save }: { isUnsaved: boolean; save: ((reason: null) => Promise<void>) | null }) {
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const sendNow = () => {
      if (document.visibilityState === 'hidden') void save?.(null);
    };
    window.addEventListener('beforeunload', warn);
    document.addEventListener('visibilitychange', sendNow);
    return () => {
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('visibilitychange', sendNow);
    };
  }, [isUnsaved, save]);
  useEffect(() => () => void save?.(null), [save]);
}
