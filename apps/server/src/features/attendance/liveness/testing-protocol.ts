import assert from 'node:assert/strict';
import type { Db } from '../../../platform/db/index.ts';
import type { FreshVerification, LivenessFinding } from '../../biometrics/index.ts';
import { findChallenge } from '../challenges.store.ts';
import type { CheckInProps } from '../check-in.ts';
import { openSession } from '../open-session.ts';
import { startChallenge } from '../start-challenge.ts';
import { addClass, finding, NOW, setPolicy, signedBy } from '../testing.ts';
import { planOf, revealedOf } from './challenge-plan.ts';
import { revealStep } from './reveal-step.ts';

export type Request = CheckInProps['request'];
export type Viewer = Request['viewer'];

export const openClass = async (db: Db, level: 'low' | 'standard' | 'high' = 'standard') => {
  await setPolicy(db, { liveness: { level, flashes: 'off' } });
  const group = await addClass(db, { students: 2 });
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [student, other] = group.students as [Viewer, Viewer];
  return { ...group, sessionId: id, student, other };
};

export const seen = (
  verdict: LivenessFinding['verdict'],
  advice: LivenessFinding['advice'] = null,
): LivenessFinding => ({
  level: 'standard',
  verdict,
  reasons: [],
  advice,
  evidence: [{ kind: 'turn', outcome: 'passed', score: 52, threshold: 46, n: 12, reasons: [] }],
});
export const hashes = Array.from({ length: 12 }, (_, i) => new Uint8Array(32).fill(i + 1));

/** A look at the pictures that finds what it is told to, and notes what it was asked. */
export const looking = (liveness = seen('live')) => {
  const script = {
    asked: [] as Parameters<CheckInProps['verify']>[0]['asked'][],
    verify: async ({ asked }: Parameters<CheckInProps['verify']>[0]): Promise<FreshVerification> => {
      script.asked.push(asked);
      return { ...finding('match'), liveness: asked ? liveness : null, hashes: asked ? hashes : [] };
    },
  };
  return script;
};

interface Acting {
  sessionId: string;
  student: Viewer;
  begunAt?: number;
}

/** Plays a whole challenge as an honest client does. */
export const act = async (db: Db, { sessionId, student, begunAt = NOW + 1000 }: Acting): Promise<Request> => {
  const { id, nonce, steps } = await startChallenge(db, { sessionId, viewer: student, now: begunAt });
  const times: { at: number; step: number }[] = [];
  for (let done = 0; done < steps; done += 1) {
    const now = begunAt + 500 + done * 2500;
    await revealStep(db, { sessionId, challengeId: id, nonce, done, viewer: student, now });
    for (let i = 0; i < 4; i += 1) times.push({ at: 600 + done * 2500 + i * 500, step: done });
  }
  return signedBy({
    sessionId,
    challengeId: id,
    nonce,
    frames: times.map((_, i) => Buffer.from(`${begunAt} ${i}`)),
    frameTimes: times.map(({ at }) => at),
    frameSteps: times.map(({ step }) => step),
    place: null,
    viewer: student,
    address: '127.0.0.1',
    now: begunAt + 1000 + steps * 2500,
  });
};

/** What a challenge asks for, from the server's own notes. */
export const secretOf = async (db: Db, { sessionId, challengeId, viewer }: Request) => {
  const holder = { sessionId, challengeId, studentId: viewer.personId, signInSessionId: viewer.signInSessionId };
  const row = await findChallenge(db, holder);
  assert.ok(row);
  return { plan: planOf(row), revealed: revealedOf(row) };
};
