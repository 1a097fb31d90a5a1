import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { openSession } from '../open-session.ts';
import { addClass, allMarks, MINUTE_MS, NOW, refuses, setPolicy } from '../testing.ts';
import { askAtKiosk } from './ask-at-kiosk.ts';
import { checkInAtKiosk } from './check-in-at-kiosk.ts';
import { DOOR_CHALLENGE_MS, forgetDoorChallenges, MOST_ASKED_A_MINUTE } from './door-challenges.store.ts';
import { chooseTurns } from './kiosk-liveness.ts';
import { addKiosk, placeOfClass, scriptedDoor } from './testing-door.ts';
import { turnsInTime } from './turns-in-time.ts';

/** Three pictures on the way, four of a turn. */
const WAY = [0, 300, 600];
const turnFrom = (start: number) => [0, 400, 800, 1200].map((at) => start + at);

eachDatabase((open) => {
  const boot = async (level: 'standard' | 'high' = 'standard') => {
    const db = await open();
    await setPolicy(db, { liveness: { level, flashes: 'off' } });
    const here = await addClass(db, { place: true });
    const placeId = await placeOfClass(db, here.sectionId);
    const kioskId = await addKiosk(db, placeId);
    const session = await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    return { db, placeId, kioskId, session, studentId: here.students[0]?.personId ?? '' };
  };
  const visit = async (
    db: Db,
    given: { kioskId: string; studentId: string; challengeId?: string; turns?: number; now: number },
  ) => {
    const { turns = 1, studentId, ...request } = given;
    const door = scriptedDoor(studentId ? { studentId, verdict: 'live' } : { kind: 'unknown' });
    const times = [...WAY, ...Array.from({ length: turns }, (_, i) => turnFrom(1000 + i * 1800)).flat()];
    const steps = times.map((_, i) => (i < WAY.length ? 0 : 1 + Math.floor((i - WAY.length) / 4)));
    const reply = await checkInAtKiosk({
      db,
      identify: door.identify,
      request: { ...request, frames: times.map(() => Buffer.from('x')), frameTimes: times, frameSteps: steps },
    });
    return { reply, asked: door.asked };
  };

  test('a turn that was told is what the pictures are judged by, as strictly as those of a phone', async () => {
    const { db, kioskId, session, studentId } = await boot();
    const { id, turns } = await askAtKiosk(db, { kioskId, now: NOW + 1000 });
    assert.equal(turns.length, 1);
    const { reply, asked } = await visit(db, { kioskId, studentId, challengeId: id, now: NOW + 3000 });
    assert.equal(reply.finding, 'marked');
    assert.deepEqual([asked[0]?.seen?.level, asked[0]?.seen?.steps], ['standard', ['come-closer', ...turns]]);
    assert.deepEqual(
      asked[0]?.seen?.times.map(({ step }) => step),
      [0, 0, 0, 1, 1, 1, 1],
    );
    assert.equal((await allMarks(db, session.id)).length, 1);
  });

  test('at the level high both sides are asked for', async () => {
    const { db, kioskId, studentId } = await boot('high');
    const { id, turns } = await askAtKiosk(db, { kioskId, now: NOW + 1000 });
    assert.deepEqual([...turns].sort(), ['turn-left', 'turn-right']);
    const one = await visit(db, { kioskId, studentId, challengeId: id, turns: 1, now: NOW + 6000 });
    assert.equal(one.reply.finding, 'out_of_time', 'one of two is not enough');
    const next = await askAtKiosk(db, { kioskId, now: NOW + 7000 });
    const both = await visit(db, { kioskId, studentId, challengeId: next.id, turns: 2, now: NOW + 12_000 });
    assert.deepEqual([both.reply.finding, both.asked[0]?.seen?.steps], ['marked', ['come-closer', ...next.turns]]);
  });

  test('without a turn, with one of another kiosk, one used before, or too late, no picture is looked at', async () => {
    const { db, placeId, kioskId, session, studentId } = await boot();
    const other = await addKiosk(db, placeId);
    const theirs = await askAtKiosk(db, { kioskId: other, now: NOW + 1000 });
    const used = await askAtKiosk(db, { kioskId, now: NOW + 1000 });
    await visit(db, { kioskId, studentId: '', challengeId: used.id, now: NOW + 3000 });
    const old = await askAtKiosk(db, { kioskId, now: NOW + 1000 });
    const soon = NOW + 4000;
    for (const [challengeId, now] of [
      [undefined, soon],
      [newId(), soon],
      [theirs.id, soon],
      [used.id, soon],
      [old.id, NOW + 1000 + DOOR_CHALLENGE_MS],
    ] as const) {
      const { reply, asked } = await visit(db, { kioskId, studentId, now, ...(challengeId && { challengeId }) });
      assert.deepEqual([reply.finding, reply.name, asked.length], ['out_of_time', null, 0]);
    }
    assert.equal((await allMarks(db, session.id)).length, 0);
  });

  test('twice at once it counts once', async () => {
    const { db, kioskId, studentId } = await boot();
    const { id } = await askAtKiosk(db, { kioskId, now: NOW + 1000 });
    const visits = await Promise.all(
      [1, 2, 3].map(() => visit(db, { kioskId, studentId, challengeId: id, now: NOW + 3000 })),
    );
    assert.deepEqual(visits.map(({ reply }) => reply.finding).sort(), ['marked', 'out_of_time', 'out_of_time']);
  });

  test('a device gone wild has to pause, and what was asked for is forgotten', async () => {
    const { db, kioskId } = await boot();
    for (let i = 0; i < MOST_ASKED_A_MINUTE; i += 1) await askAtKiosk(db, { kioskId, now: NOW + i });
    await assert.rejects(askAtKiosk(db, { kioskId, now: NOW + 1000 }), refuses('too_many_requests'));
    await askAtKiosk(db, { kioskId, now: NOW + MINUTE_MS });
    await forgetDoorChallenges(db, NOW + 3 * MINUTE_MS);
    assert.deepEqual(await db.selectFrom('kioskChallenge').selectAll().execute(), []);
  });
});

describe('turns at a door', () => {
  test('either side comes first, by chance; at the level high the other follows', () => {
    const at = (level: 'standard' | 'high') => ({ liveness: { level, flashes: 'off' as const } });
    for (const level of ['standard', 'high'] as const) {
      const firsts = new Set(Array.from({ length: 200 }, () => chooseTurns(at(level))[0]));
      assert.deepEqual([...firsts].sort(), ['turn-left', 'turn-right']);
    }
    assert.deepEqual(
      [0, 1].map((draw) => chooseTurns(at('high'), () => draw)),
      [
        ['turn-left', 'turn-right'],
        ['turn-right', 'turn-left'],
      ],
    );
  });

  const honest = {
    turns: 1,
    issuedAt: NOW,
    arrivedAt: NOW + 2500,
    times: [...WAY.map((at) => ({ at, step: 0 })), ...turnFrom(1000).map((at) => ({ at, step: 1 }))],
  };
  const withTimes = (...pairs: [at: number, step: number][]) => ({
    ...honest,
    times: pairs.map(([at, step]) => ({ at, step })),
  });

  test('pictures that were taken after a turn was told are in time', () => {
    assert.equal(turnsInTime(honest), true);
  });

  const broken: [string, Parameters<typeof turnsInTime>[0]][] = [
    ['nothing from before the turn', { ...honest, times: honest.times.filter(({ step }) => step === 1) }],
    ['too few of the turn', { ...honest, times: honest.times.slice(0, 5) }],
    [
      'a turn that was not asked for',
      { ...honest, times: honest.times.map((time, i) => (i > 4 ? { ...time, step: 2 } : time)) },
    ],
    ['back before the turn', withTimes([0, 0], [900, 1], [1200, 1], [1500, 0], [1800, 1])],
    ['two at one time', withTimes([0, 0], [900, 1], [900, 1], [1500, 1])],
    ['a pause in which somebody else may have come', withTimes([0, 0], [6001, 1], [6300, 1], [6600, 1])],
    ['a turn that lasted longer than it was known', { ...honest, arrivedAt: NOW + 899 }],
    [
      'faster than anybody reads',
      { ...honest, arrivedAt: NOW + 599, times: withTimes([0, 0], [700, 1], [800, 1], [900, 1]).times },
    ],
  ];
  for (const [why, taken] of broken) test(`not in time: ${why}`, () => assert.equal(turnsInTime(taken), false));
});
