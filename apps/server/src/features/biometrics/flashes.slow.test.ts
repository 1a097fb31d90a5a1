import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StepKind, Tint } from '@smart-presence/contract';
import { genuine } from '@smart-presence/face/bench/liveness/attacks.ts';
import { CONDITIONS } from '@smart-presence/face/bench/liveness/lab.ts';
import { seeded } from '@smart-presence/face/bench/liveness/random.ts';
import { filmPoses, openStudio } from '@smart-presence/face/bench/liveness/studio.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { enrolFace } from './enrol-face.ts';
import { chooseMovements } from './look-for-life.ts';
import { addConsentingStudent, limits, modelCache, NOW, provideTestService } from './testing.ts';
import { verifyFrames } from './verify-frames.ts';

const steps: StepKind[] = ['turn-right', 'flash', 'open-mouth', 'turn-left'];
/** The colours of one draw of the server. */
const codeOf = (seed: string): Tint[] => {
  const random = seeded(seed);
  return chooseMovements({ level: 'standard', withFlashes: true, random: () => random.between(0, 1) }).colours;
};
const shown = codeOf('shown');
let filmed: ReturnType<typeof film> | undefined;

/** Films a person lit by the code that is shown, once for both databases. */
const film = async () => {
  const [head, another] = await openStudio(modelCache);
  const camera = CONDITIONS.clean;
  assert.ok(head && another && camera);
  const challenge = {
    steps: steps.map((kind) => (kind === 'flash' ? { kind, colours: shown } : { kind })),
  };
  const turns = [0, 9, -9, 4, -5, 12, -12].map((yaw) => ({ yaw }));
  return {
    enrolment: (await filmPoses({ head, gestures: turns, seed: 'enrolment' })).map((picture) => Buffer.from(picture)),
    take: await genuine({ challenge, victim: head, attacker: another, camera, random: seeded('lit') }),
  };
};

describe('the colours of the screen in the pictures', () => {
  eachDatabase((open) => {
    const judge = async (colours: Tint[]) => {
      const db = await open();
      filmed ??= film();
      const { enrolment, take } = await filmed;
      provideTestService(db);
      const personId = await addConsentingStudent(db, 'Rendered');
      const actor = { personId, isStaff: false };
      await enrolFace({ db, personId, frames: enrolment, actor, mayReplace: true, limits, now: NOW });
      const frames = take.map(({ picture }) => Buffer.from(picture));
      const times = take.map(({ at, step }) => ({ at, step }));
      const asked = { level: 'standard', steps, colours, times, sessionId: 'session' } as const;
      const { liveness } = await verifyFrames({ db, personId, frames, limits, asked, now: NOW });
      assert.ok(liveness);
      return { ...liveness, flash: liveness.evidence.find(({ kind }) => kind === 'flash') };
    };

    test('its own code comes back: one more kind of evidence', async () => {
      const { verdict, flash, reasons } = await judge(shown);
      assert.equal(flash?.outcome, 'passed');
      assert.equal(verdict, 'live', reasons.join());
    });

    test('pictures lit by an older code, or by another one, are not accepted', async () => {
      for (const other of [codeOf('an older draw'), codeOf('guessed'), shown.toReversed()]) {
        const { verdict, flash } = await judge(other);
        assert.equal(flash?.outcome, 'failed', `${flash?.score}`);
        assert.notEqual(verdict, 'live');
      }
    });
  });
});
