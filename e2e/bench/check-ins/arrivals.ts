import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { facesMessage } from '@smart-presence/contract';
import { deviceOf } from '../../support/device.ts';
import type { BenchCollege, Turn } from './college.ts';
import { processorMs } from './process.ts';

/** With or without movements. */
export type Kind = 'still' | 'movements';
/** The page sends again for this long. */
const PATIENCE_MS = 120_000;
/** Between two frames of a movement, and from its words to the first. */
const SPACING_MS = 260;
const REACTION_MS = 60;

export interface Arrived {
  /** Check-ins that were answered: the last request with the pictures, and from coming to the answer, ms. */
  done: { ms: number; sinceArrival: number }[];
  busy: { retryAfter: number; isPlain: boolean }[];
  /** Told to come back for so long that the challenge ran out: they began again. */
  again: number;
  errors: string[];
  /** Requests without an answer, sent again with the same key. */
  lost: number;
  /** From the first arrival to the last answer. */
  seconds: number;
  /** Processor time of the server for all of it. */
  cpuMs: number;
}

interface CrowdProps {
  count: number;
  atOnce: number;
  kind: Kind;
}

/** So many check-ins by so many phones, each beginning the next when one is done. */
export async function crowd(college: BenchCollege, { count, atOnce, kind }: CrowdProps): Promise<Arrived> {
  const arrived = nobody();
  const took = await stopwatch(college);
  let left = count;
  const phone = async () => {
    while (left > 0) {
      left -= 1;
      await checkInPatiently(college, { turn: college.nextTurn(), kind, arrived });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, phone));
  return { ...arrived, ...(await took()) };
}

/** People who come at a rate, whatever the server does. */
export async function arrivals(
  college: BenchCollege,
  { perSecond, seconds, kind }: { perSecond: number; seconds: number; kind: Kind },
): Promise<Arrived> {
  const arrived = nobody();
  const took = await stopwatch(college);
  const start = performance.now();
  const all: Promise<void>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    await pause(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
    all.push(checkInPatiently(college, { turn: college.nextTurn(), kind, arrived }));
  }
  await Promise.all(all);
  return { ...arrived, ...(await took()) };
}

async function stopwatch({ server }: BenchCollege): Promise<() => Promise<Pick<Arrived, 'seconds' | 'cpuMs'>>> {
  const [start, before] = [performance.now(), await processorMs(server.pid)];
  return async () => ({
    seconds: (performance.now() - start) / 1000,
    cpuMs: (await processorMs(server.pid)) - before,
  });
}

const nobody = (): Arrived => ({ done: [], busy: [], again: 0, lost: 0, errors: [], seconds: 0, cpuMs: 0 });

interface PatientProps {
  turn: Turn;
  kind: Kind;
  arrived: Arrived;
}

/** As the page does it: the same request again after Retry-After, until there is an answer. */
async function checkInPatiently(college: BenchCollege, { turn, kind, arrived }: PatientProps): Promise<void> {
  const came = performance.now();
  try {
    let post = await prepare(turn);
    for (let isLate = false; ; ) {
      const start = performance.now();
      const answer = await post().catch((error: unknown) => {
        // What fetch says when a connection ends before the answer.
        if (error instanceof TypeError) return undefined;
        throw error;
      });
      if (!answer) {
        arrived.lost += 1;
        isLate = true;
        if (performance.now() - came > PATIENCE_MS) throw new Error('no connection');
        await pause(1000);
        continue;
      }
      const { status, body, headers } = answer;
      const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
      if (status === 503) {
        const isPlain = body.error?.code === 'overloaded' && retryAfter >= 1;
        arrived.busy.push({ retryAfter, isPlain });
        isLate = true;
        await pause((retryAfter || 1) * 1000);
        continue;
      }
      if (isLate && body.error?.code === 'challenge_invalid') {
        arrived.again += 1;
        post = await prepare(turn);
        continue;
      }
      // Students share faces; pictures like those of another are refused after the whole work.
      const isAnswer = status === 200 && (kind === 'movements' || body.code === 'accepted');
      if (!isAnswer) throw new Error(`${status} ${JSON.stringify(body).slice(0, 200)}`);
      if (body.code === 'accepted') college.acknowledged += 1;
      const now = performance.now();
      arrived.done.push({ ms: now - start, sinceArrival: now - came });
      return;
    }
  } catch (error) {
    arrived.errors.push(error instanceof Error ? error.message : String(error));
  }
}

/** Begins a check-in, has the movements told one by one as a phone does, and gives what sends the pictures. */
async function prepare({ phone, sessionId }: Turn) {
  const { client, id, takes } = phone;
  const challenge = await client.call('startChallenge', { params: { id: sessionId }, body: {} });
  const { id: challengeId, nonce, steps } = challenge;
  const begun = performance.now();
  const frames = steps === 0 ? [...takes.still] : [];
  const [frameTimes, frameSteps]: [number[], number[]] = [frames.map((_, at) => at * 200), []];
  for (let done = 0; done < steps; done++) {
    const params = { id: sessionId, challengeId };
    const { kind: asked } = await client.call('revealStep', { params, body: { nonce, done } });
    const told = performance.now() - begun;
    const shown = takes.movements[asked] ?? [];
    for (const [i, frame] of shown.entries()) {
      frames.push(frame);
      frameTimes.push(Math.round(told + REACTION_MS + i * SPACING_MS));
      frameSteps.push(done);
    }
    await pause(REACTION_MS + shown.length * SPACING_MS);
  }
  const frameDigests = frames.map((frame) => createHash('sha256').update(frame).digest('hex'));
  const message = facesMessage({ personId: id, sessionId, challengeId, nonce, frameDigests });
  const body = {
    ...{ challengeId, nonce, frameTimes, place: null, device: deviceOf(client).sign(message) },
    ...(steps > 0 && { frameSteps }),
  };
  const key = randomUUID();
  return () => client.send('checkIn', { params: { id: sessionId }, body, files: frames, key });
}
