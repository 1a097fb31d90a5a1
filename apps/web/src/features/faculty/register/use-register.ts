import { type Register, registerRoutes, routes } from '@smart-presence/contract';
import { useEffect, useRef, useState } from 'react';
import { ApiError, call } from '../../../api/client.ts';
import { apiQuery, invalidate, queryClient, useApi } from '../../../api/query.ts';
import { useLive } from '../../../live.ts';
import { cellAt, type Edit, isKnown, keyOf, type Place, reversed, withMarks } from './edits.ts';

interface Pending {
  code: string;
  /** The version the mark has once this is saved. */
  version: number;
}

/** Why changes of one session were not saved; the marks are as before. */
export interface Refusal {
  error: unknown;
  /** The first that somebody else changed, with what it is now; absent: another reason. */
  conflict?: (Place & { code: string }) | undefined;
  count: number;
}

/** Percentages follow this long after the last change, so that fast typing does not reload each time. */
const SETTLE_MS = 1200;

/**
 * The register of a section with what was typed but is not saved yet. Changes are sent one session after the other, in the
 * order they were made, each with the version that was seen; what is refused is taken back.
 */
export function useRegister(sectionId: string) {
  const { queryKey } = apiQuery(registerRoutes.sectionRegister, { params: { id: sectionId } });
  const query = useApi(registerRoutes.sectionRegister, { params: { id: sectionId } });
  const [pending, setPending] = useState<ReadonlyMap<string, Pending>>(new Map());
  const [done, setDone] = useState<readonly (readonly Edit[])[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // What is pending as the next key press must see it, before the screen is drawn again.
  const latest = useRef(pending);
  const queue = useRef(Promise.resolve());
  const settle = useSettling();

  const patch = (change: (register: Register) => Register) =>
    queryClient.setQueryData<Register>(queryKey, (register) => register && change(register));
  const update = (change: (next: Map<string, Pending>) => void) => {
    const next = new Map(latest.current);
    change(next);
    latest.current = next;
    setPending(next);
  };

  useLive(
    (event) => {
      if (event.type === 'resync') return void invalidate(registerRoutes.sectionRegister);
      if (!('sectionId' in event) || event.sectionId !== sectionId) return;
      if (event.type === 'mark.recorded' || event.type === 'mark.changed') {
        const { sessionId, studentId, code, version } = event.mark;
        patch((register) => withMarks(register, [{ sessionId, studentId, code, version }]));
        const register = queryClient.getQueryData<Register>(queryKey);
        // Somebody who is on no row yet, or in a session without a column.
        if (register && !isKnown(register, event.mark)) void invalidate(registerRoutes.sectionRegister);
        settle();
      } else if (event.type.startsWith('session.')) settle();
    },
    { after: query.data?.eventId, enabled: query.data !== undefined },
  );

  const send = async (edits: readonly Edit[], { reason, versions }: { reason: string | null; versions: number[] }) => {
    const [{ sessionId }] = edits as [Edit];
    const marks = edits.map(({ studentId, to }, at) => ({ studentId, code: to, version: versions[at] ?? 0 }));
    try {
      await call(routes.setMarks, {
        params: { id: sessionId },
        body: { marks, reason },
        idempotencyKey: crypto.randomUUID(),
      });
      // A reload that began before would bring the marks of before.
      await queryClient.cancelQueries({ queryKey });
      patch((register) =>
        withMarks(
          register,
          marks.map(({ studentId, code, version }) => ({ studentId, sessionId, code, version: version + 1 })),
        ),
      );
    } catch (error) {
      setRefusal({ error, conflict: conflictOf(error, edits), count: edits.length });
      setDone((before) => before.filter((batch) => !batch.some((edit) => edits.includes(edit))));
      await invalidate(registerRoutes.sectionRegister);
    }
    update((next) => {
      for (const [at, edit] of edits.entries()) {
        // A later change of the same mark still waits.
        if (next.get(keyOf(edit))?.version === (versions[at] ?? 0) + 1) next.delete(keyOf(edit));
      }
    });
    settle();
  };

  const codeAt = (place: Place): string | null => {
    const waiting = latest.current.get(keyOf(place));
    if (waiting) return waiting.code;
    return query.data ? cellAt(query.data, place).code : null;
  };
  const apply = (edits: readonly Edit[], reason: string | null) => {
    const { data } = query;
    if (!data || edits.length === 0) return;
    setRefusal(null);
    for (const some of Map.groupBy(edits, ({ sessionId }) => sessionId).values()) {
      const versions = some.map((edit) => latest.current.get(keyOf(edit))?.version ?? cellAt(data, edit).version);
      update((next) => {
        for (const [at, edit] of some.entries())
          next.set(keyOf(edit), { code: edit.to, version: (versions[at] ?? 0) + 1 });
      });
      queue.current = queue.current.then(() => send(some, { reason, versions }));
    }
  };

  return {
    query,
    codeAt,
    isSaving: pending.size > 0,
    refusal,
    canUndo: done.length > 0,
    /** Sets marks at once and saves them; those that are so already are left out. @returns how many are new. */
    set: (places: readonly Place[], { code, reason }: { code: string; reason: string | null }): number => {
      const edits = places.flatMap((place): Edit[] => {
        const from = codeAt(place);
        return from === code ? [] : [{ ...place, from, to: code }];
      });
      apply(edits, reason);
      if (edits.length > 0) setDone((before) => [...before, edits]);
      return edits.length;
    },
    /** Takes the last change back. @returns what was set anew. */
    undo: (reason: string | null): Edit[] => {
      const last = done.at(-1) ?? [];
      setDone((before) => before.slice(0, -1));
      const back = reversed(last);
      apply(back, reason);
      return back;
    },
  };
}

const conflictOf = (error: unknown, edits: readonly Edit[]): Refusal['conflict'] => {
  if (!(error instanceof ApiError) || error.code !== 'mark_changed') return undefined;
  const [first] = error.details;
  const edit = edits[Number(first?.path.split('.').at(-1))];
  return first && edit && { studentId: edit.studentId, sessionId: edit.sessionId, code: first.message };
};

/** Reloads the register once nothing was changed for a moment. */
function useSettling(): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void invalidate(registerRoutes.sectionRegister), SETTLE_MS);
  };
}
