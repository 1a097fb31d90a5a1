import { type CheckInReply, checkInRoutes } from '@smart-presence/contract';
import { useSyncExternalStore } from 'react';
import { type CallInput, call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { invalidate } from '../../../api/query.ts';
import { studentRoutes } from '../student-routes.ts';
import type { KeptCheckIn } from './pack.ts';
import { type Settled, type WaitingQueue, waitingQueue } from './waiting-queue.ts';
import { openWaitingStore } from './waiting-store.ts';

/*
 * One sender for the whole app: whatever page is open, what waits goes out when the page opens, is looked at again, or the
 * connection returns, and every half minute while something waits.
 */

export interface WaitingView {
  waiting: readonly KeptCheckIn[];
  /** Answered since the page was opened; shown until they are put away. */
  settled: readonly Settled<CheckInReply>[];
  isSending: boolean;
}

const AGAIN_MS = 30_000;

let view: WaitingView = { waiting: [], settled: [], isSending: false };
let person: string | null = null;
let opened: Promise<WaitingQueue> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const show = (change: Partial<WaitingView>): void => {
  view = { ...view, ...change };
  for (const listener of listeners) listener();
};

/** @throws Error where the browser keeps nothing. */
const queue = (): Promise<WaitingQueue> => {
  opened ??= openWaitingStore().then((store) => waitingQueue(store));
  return opened;
};

export const useWaiting = (): WaitingView =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => view,
  );

type CheckInInput = CallInput<typeof checkInRoutes.checkIn>;

/** Sends one as it was; the same key, the same words, the same pictures. */
export const sendKept = (checkIn: KeptCheckIn, signal?: AbortSignal): Promise<CheckInReply> =>
  call(checkInRoutes.checkIn, {
    params: { id: checkIn.sessionId },
    body: checkIn.body as CheckInInput['body'],
    files: checkIn.frames,
    idempotencyKey: checkIn.key,
    signal,
  });

/** Does the work alone among all tabs, or not at all. Without locks the server still makes it one check-in. */
export const alone = async <T>(id: string, work: () => Promise<T>): Promise<T | undefined> => {
  if (!navigator.locks) return work();
  const locked = await navigator.locks.request(`check-in ${id}`, { ifAvailable: true }, async (lock) =>
    lock ? { done: await work() } : undefined,
  );
  return locked?.done;
};

async function refresh(): Promise<void> {
  if (person) show({ waiting: await (await queue()).list(person) });
}

/** Tries to send what waits, now. */
export async function sendWaiting(): Promise<void> {
  const personId = person;
  if (!personId || view.isSending) return;
  clearTimeout(timer);
  await refresh();
  if (view.waiting.length === 0) return;
  show({ isSending: true });
  try {
    await (await queue()).sendAll<CheckInReply>({
      personId,
      whoIsSignedIn: async () => (await call(entryRoutes.me, {})).person.id,
      send: sendKept,
      alone,
      onSettled: (settled) => {
        show({ settled: [...view.settled, settled] });
        void invalidate(studentRoutes.myHome, studentRoutes.myAttendance);
      },
    });
  } catch {
    // No connection, or nobody signed in: it waits on.
  } finally {
    show({ isSending: false });
    await refresh();
    if (view.waiting.length > 0) timer = setTimeout(() => void sendWaiting().catch(() => undefined), AGAIN_MS);
  }
}

/** Looks after what waits for this person from now on. A browser that keeps nothing has nothing to look after. */
export function startSending(personId: string): void {
  if (person === personId) return;
  person = personId;
  const now = () => void sendWaiting().catch(() => undefined);
  window.addEventListener('online', now);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && now());
  now();
}

/** Puts a check-in down before it is sent. False where the browser keeps nothing. */
export async function keepCheckIn(personId: string, checkIn: KeptCheckIn): Promise<boolean> {
  try {
    await (await queue()).keep(personId, checkIn);
    return true;
  } catch {
    return false;
  }
}

/** Lets go of one that has its answer, or that its owner gives up. */
export async function letGo(key: string): Promise<void> {
  await (await queue()).remove(key).catch(() => undefined);
  await refresh();
}

/** Puts an answer away that was read. */
export const putAway = (key: string): void =>
  show({ settled: view.settled.filter(({ checkIn }) => checkIn.key !== key) });

/** Erases all that waits for a person on this device. */
export async function forgetWaiting(personId: string): Promise<void> {
  person = null;
  clearTimeout(timer);
  await (await queue()).forget(personId);
}
