export interface RollChange {
  studentId: string;
  code: string;
}

interface Step {
  studentId: string;
  /** What was shown before; null: no mark. */
  from: string | null;
}

/** Marks set by hand that are not in the board yet, and what can be taken back. */
export interface RollState {
  /** Not sent. */
  pending: ReadonlyMap<string, string>;
  /** On their way. */
  sending: ReadonlyMap<string, string>;
  undo: readonly (readonly Step[])[];
}

export const emptyRoll: RollState = { pending: new Map(), sending: new Map(), undo: [] };
/** Marks the board knows; a student without one is absent from the map. */
export type SavedMarks = ReadonlyMap<string, string>;

const longestUndo = 50;

/** The mark a row shows: the newest wish first. */
export const shownCode = ({ pending, sending }: RollState, saved: SavedMarks, studentId: string): string | null =>
  pending.get(studentId) ?? sending.get(studentId) ?? saved.get(studentId) ?? null;

/** Sets marks as one step that can be taken back. Those that change nothing are left out. */
export function setMarks(state: RollState, saved: SavedMarks, changes: readonly RollChange[]): RollState {
  const real = changes.filter(({ studentId, code }) => shownCode(state, saved, studentId) !== code);
  if (real.length === 0) return state;
  const steps = real.map(({ studentId }) => ({ studentId, from: shownCode(state, saved, studentId) }));
  const pending = new Map(state.pending);
  for (const { studentId, code } of real) pending.set(studentId, code);
  return { ...state, pending, undo: [...state.undo, steps].slice(-longestUndo) };
}

/**
 * Takes the last step back. What was not sent yet is simply forgotten. What was sent gets its former mark again; a
 * student who had none becomes absent, since marks are never removed.
 */
export function undoLast(
  state: RollState,
  { saved, absentCode }: { saved: SavedMarks; absentCode: string },
): { state: RollState; undone: readonly string[]; madeAbsent: readonly string[] } {
  const steps = state.undo.at(-1) ?? [];
  const pending = new Map(state.pending);
  const madeAbsent: string[] = [];
  for (const { studentId, from } of steps) {
    const wasSent = !state.pending.has(studentId) || state.sending.has(studentId);
    const known = state.sending.get(studentId) ?? saved.get(studentId) ?? null;
    if (from === known || (from === null && !wasSent)) pending.delete(studentId);
    else if (from !== null) pending.set(studentId, from);
    else {
      pending.set(studentId, absentCode);
      madeAbsent.push(studentId);
    }
  }
  const undone = steps.map(({ studentId }) => studentId);
  return { state: { ...state, pending, undo: state.undo.slice(0, -1) }, undone, madeAbsent };
}

export const startSending = (state: RollState): RollState => ({ ...state, pending: new Map(), sending: state.pending });

export const finishSending = (state: RollState): RollState => ({ ...state, sending: new Map() });

/** What could not be sent waits again; what was set meanwhile is newer. */
export const failSending = (state: RollState): RollState => ({
  ...state,
  pending: new Map([...state.sending, ...state.pending]),
  sending: new Map(),
});
