import { type KioskAsks, type KioskCheckInReply, type KioskTurn, routes } from '@smart-presence/contract';
import type { HeadPose } from '@smart-presence/face/liveness';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import { createFrameGrabber, type FrameGrabber } from '../../camera/frame-grabber.ts';
import type { Guide } from '../../camera/guidance.ts';
import { steady, steadyFrom } from '../../camera/steady-hint.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { type Approach, type DoorHint, isReady, keep, look, nobodyThere, sizeOf } from './approach.ts';
import { type DoorResult, resultOf } from './door-result.ts';
import type { LocalReply, OfflineDesk } from './offline/offline-desk.ts';
import { sound } from './sounds.ts';
import { captureTurns, type TurnFrame } from './turning.ts';

export interface DoorView {
  hint: DoorHint | KioskTurn | 'sending';
  result: DoorResult | null;
}

interface Visits {
  video: RefObject<HTMLVideoElement | null>;
  guide: Guide | null;
  /** False while the camera or the guide is not there. */
  isAble: boolean;
  /** What shows that somebody is no picture. */
  asks: KioskAsks;
  /** Who answers when the server is not reached; null: nobody yet. */
  desk: OfflineDesk | null;
  /** Told whenever somebody stands there. */
  onFace: () => void;
  /** Told when the server wants something else than this device knows of. */
  onOutdated: () => void;
}

/** The same person who stays is asked again after this long: perhaps it is somebody else in the same place. */
const againAfterMs = 4_000;
const idleMs = 120;

const nothingYet: DoorView = { hint: 'ready', result: null };

/** Watches the camera and asks the server about whoever comes up, one after another, for as long as it is shown. */
export function useVisits(props: Visits): DoorView {
  const { video, guide, isAble } = props;
  const [view, setView] = useState(nothingYet);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const element = video.current;
    if (!element || !guide || !isAble) return;
    const stop = new AbortController();
    const show = (change: Partial<DoorView>) => !stop.signal.aborted && setView((before) => merged(before, change));
    void attend({
      guide,
      grabber: createFrameGrabber(element),
      show,
      now: () => latest.current,
      signal: stop.signal,
    });
    return () => {
      stop.abort();
      // What was being said to somebody is said no more.
      setView(nothingYet);
    };
  }, [video, guide, isAble]);
  return view;
}

const merged = (before: DoorView, change: Partial<DoorView>): DoorView =>
  Object.entries(change).every(([key, value]) => before[key as keyof DoorView] === value)
    ? before
    : { ...before, ...change };

interface Attendance {
  guide: Guide;
  grabber: FrameGrabber;
  show: (change: Partial<DoorView>) => void;
  /** What may change while people come and go. */
  now: () => Pick<Visits, 'asks' | 'desk' | 'onFace' | 'onOutdated'>;
  signal: AbortSignal;
}

async function attend(attendance: Attendance): Promise<void> {
  const { guide, grabber, show, now, signal } = attendance;
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
    const { asks, onFace } = now();
    const wantsApproach = asks !== 'nothing';
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
      const rest = guidance.faces[0];
      const result = await ask(approach, { ...attendance, asks, rest });
      if (signal.aborted) return;
      // Who walks away instead of turning is not spoken to.
      if (result) await tell(result, { show, signal });
      approach = { ...approach, frames: [] };
      notBefore = performance.now() + againAfterMs;
    } else show({ hint: at < notBefore && approach.since !== null ? 'ready' : hint.shown });
    await nextFrame();
  }
}

interface Asking extends Attendance {
  asks: KioskAsks;
  rest: HeadPose | undefined;
}

/** null: nobody turned as they were told. */
async function ask({ frames, since }: Approach<Blob>, asking: Asking): Promise<DoorResult | null> {
  const start = frames[0]?.at ?? 0;
  try {
    const reply = await answerTo(frames, asking);
    if (!reply) return null;
    if (reply.finding === 'out_of_time') asking.now().onOutdated();
    // From the first sight of the face to the answer.
    performance.measure(`kiosk ${reply.finding}`, { start: since ?? start, end: performance.now() });
    return resultOf(reply);
  } catch (error) {
    const body = error instanceof ApiError ? `${error.message} ${error.advice ?? ''}` : '';
    return { tone: 'bad', icon: 'warning', title: t('door.result.failed'), body, forMs: 2500 };
  }
}

/** The server's answer, or this device's own where the server cannot be reached. */
async function answerTo(
  frames: Approach<Blob>['frames'],
  asking: Asking,
): Promise<KioskCheckInReply | LocalReply | null> {
  try {
    return await answerOfServer(frames, asking);
  } catch (error) {
    const { desk } = asking.now();
    const isUnreached = error instanceof ApiError && (error.code === 'network' || error.status >= 502);
    if (!isUnreached || !desk?.state().isReady) throw error;
    return desk.checkIn(frames.map(({ picture }) => picture));
  }
}

async function answerOfServer(frames: Approach<Blob>['frames'], asking: Asking): Promise<KioskCheckInReply | null> {
  const turned = await turn(asking);
  if (!turned) return null;
  const all = [...frames.map((frame): TurnFrame => ({ ...frame, step: 0 })), ...turned.frames];
  const start = all[0]?.at ?? 0;
  asking.show({ hint: 'sending' });
  return call(routes.kioskCheckIn, {
    body: {
      frameTimes: all.map(({ at }) => Math.round(at - start)),
      ...(turned.challengeId && { challengeId: turned.challengeId, frameSteps: all.map(({ step }) => step) }),
    },
    files: all.map(({ picture }) => picture),
    idempotencyKey: crypto.randomUUID(),
    signal: asking.signal,
  });
}

/** Asks the server which way to turn, and takes pictures of that. @returns null when nobody turned. */
async function turn(asking: Asking): Promise<{ challengeId?: string; frames: TurnFrame[] } | null> {
  const { asks, rest, guide, grabber, show, signal } = asking;
  if (asks !== 'turn' || !rest) return { frames: [] };
  const { id, turns } = await call(routes.askAtKiosk, { signal });
  const tellTurn = (hint: KioskTurn) => {
    show({ hint });
    announce(t(`door.hint.${hint}`));
  };
  const frames = await captureTurns({ guide, grabber, turns, rest, tell: tellTurn, signal });
  return frames && { challengeId: id, frames };
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
