import { type KioskCheckInReply, routes } from '@smart-presence/contract';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import { createFrameGrabber, type FrameGrabber } from '../../camera/frame-grabber.ts';
import type { Guide } from '../../camera/guidance.ts';
import { steady, steadyFrom } from '../../camera/steady-hint.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { type Approach, type DoorHint, isReady, keep, look, nobodyThere, sizeOf } from './approach.ts';
import { type DoorResult, resultOf } from './door-result.ts';
import type { OfflineDesk } from './offline/offline-desk.ts';
import { sound } from './sounds.ts';

export interface DoorView {
  hint: DoorHint | 'sending';
  result: DoorResult | null;
}

interface Visits {
  video: RefObject<HTMLVideoElement | null>;
  guide: Guide | null;
  /** False while the camera or the guide is not there. */
  isAble: boolean;
  wantsApproach: boolean;
  /** Who answers when the server is not reached; null: nobody yet. */
  desk: OfflineDesk | null;
  /** Told whenever somebody stands there. */
  onFace: () => void;
}

/** The same person who stays is asked again after this long: perhaps it is somebody else in the same place. */
const againAfterMs = 4_000;
const idleMs = 120;

/** Watches the camera and asks the server about whoever comes up, one after another, for as long as it is shown. */
export function useVisits(props: Visits): DoorView {
  const { video, guide, isAble, wantsApproach } = props;
  const [view, setView] = useState<DoorView>({ hint: 'ready', result: null });
  const onFace = useRef(props.onFace);
  const desk = useRef(props.desk);
  useEffect(() => {
    onFace.current = props.onFace;
    desk.current = props.desk;
  });
  useEffect(() => {
    const element = video.current;
    if (!element || !guide || !isAble) return;
    const stop = new AbortController();
    const show = (change: Partial<DoorView>) => !stop.signal.aborted && setView((before) => merged(before, change));
    void attend({
      guide,
      grabber: createFrameGrabber(element),
      wantsApproach,
      show,
      onFace: () => onFace.current(),
      deskNow: () => desk.current,
      signal: stop.signal,
    });
    return () => stop.abort();
  }, [video, guide, isAble, wantsApproach]);
  return view;
}

const merged = (before: DoorView, change: Partial<DoorView>): DoorView =>
  Object.entries(change).every(([key, value]) => before[key as keyof DoorView] === value)
    ? before
    : { ...before, ...change };

interface Attendance {
  guide: Guide;
  grabber: FrameGrabber;
  wantsApproach: boolean;
  show: (change: Partial<DoorView>) => void;
  onFace: () => void;
  deskNow: () => OfflineDesk | null;
  signal: AbortSignal;
}

async function attend({ guide, grabber, wantsApproach, show, onFace, deskNow, signal }: Attendance): Promise<void> {
  let approach: Approach<Blob> = nobodyThere();
  let hint = steadyFrom<DoorHint>('ready', performance.now());
  let notBefore = 0;
  while (!signal.aborted) {
    const bitmap = await grabber.grab();
    const at = performance.now();
    const guidance = bitmap && (await guide.look(bitmap));
    if (signal.aborted) return;
    if (!guidance) {
      await pause(idleMs);
      continue;
    }
    const known = approach.since;
    const step = look(approach, { guidance, at, wantsApproach });
    approach = step.approach;
    // Who has gone, or is somebody else, need not wait.
    if (known !== approach.since && (approach.since === null || known !== null)) notBefore = 0;
    if (approach.since !== null) onFace();
    if (step.takes && guidance.faces[0])
      approach = keep(approach, { picture: await grabber.encode(), at, size: sizeOf(guidance.faces[0]) });
    hint = steady(hint, step.hint, at);
    if (step.hint === 'still' && at >= notBefore && isReady(approach, wantsApproach)) {
      show({ hint: 'sending' });
      const result = await ask(approach, { signal, desk: deskNow() });
      if (signal.aborted) return;
      await tell(result, { show, signal });
      approach = { ...approach, frames: [] };
      notBefore = performance.now() + againAfterMs;
    } else show({ hint: at < notBefore && approach.since !== null ? 'ready' : hint.shown });
    await nextFrame();
  }
}

interface Asking {
  signal: AbortSignal;
  desk: OfflineDesk | null;
}

async function ask({ frames, since }: Approach<Blob>, asking: Asking): Promise<DoorResult> {
  const start = frames[0]?.at ?? 0;
  try {
    const reply = await answerTo(frames, asking);
    // From the first sight of the face to the answer.
    performance.measure(`kiosk ${reply.finding}`, { start: since ?? start, end: performance.now() });
    return resultOf(reply);
  } catch (error) {
    const body = error instanceof ApiError ? `${error.message} ${error.advice ?? ''}` : '';
    return { tone: 'bad', icon: 'warning', title: t('door.result.failed'), body, forMs: 2500 };
  }
}

/** The server's answer, or this device's own where the server cannot be reached. */
async function answerTo(frames: Approach<Blob>['frames'], { signal, desk }: Asking): Promise<KioskCheckInReply> {
  const start = frames[0]?.at ?? 0;
  const pictures = frames.map(({ picture }) => picture);
  try {
    const body = { frameTimes: frames.map(({ at }) => Math.round(at - start)) };
    return await call(routes.kioskCheckIn, { body, files: pictures, idempotencyKey: crypto.randomUUID(), signal });
  } catch (error) {
    const isUnreached = error instanceof ApiError && (error.code === 'network' || error.status >= 502);
    if (!isUnreached || !desk?.state().isReady) throw error;
    return desk.checkIn(pictures);
  }
}

async function tell(result: DoorResult, { show, signal }: Pick<Attendance, 'show' | 'signal'>): Promise<void> {
  sound(result.tone);
  announce(`${result.title}. ${result.body}`);
  show({ result });
  await pause(result.forMs);
  if (!signal.aborted) show({ result: null, hint: 'ready' });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Lets the page draw; a hidden page waits until it is seen again. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
