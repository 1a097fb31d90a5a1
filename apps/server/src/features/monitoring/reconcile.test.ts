import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type RollEntry, reconcile, type SeenLook } from './reconcile.ts';

const look = (at: number, ...seen: string[]): SeenLook => ({ at, seen: new Set(seen) });
const here = (studentId: string, markedAt = 0): RollEntry => ({ studentId, hasFace: true, isAttended: true, markedAt });
const away = (studentId: string): RollEntry => ({ studentId, hasFace: true, isAttended: false, markedAt: null });
const ids = (findings: readonly { studentId: string }[]) => findings.map(({ studentId }) => studentId);

describe('where the room and the marks do not agree', () => {
  it('lists who is marked and was in none of enough looks, with how many there were', () => {
    const looks = [look(1, 'a'), look(2, 'a'), look(3)];
    const { markedNotSeen, coverage } = reconcile({ looks, roll: [here('a'), here('b')], looksNeeded: 3 });
    assert.deepEqual(markedNotSeen, [{ studentId: 'b', seen: 0, looks: 3, lastSeenAt: null }]);
    assert.deepEqual(coverage, { comparable: 2, seen: 1, withoutFace: 0, isPoor: false });
    assert.deepEqual(reconcile({ looks: looks.slice(1), roll: [here('b')], looksNeeded: 3 }).markedNotSeen, []);
  });

  it('lists who was seen and is not marked as there, with how often and when last, the most often seen first', () => {
    const looks = [look(1, 'a', 'b'), look(2, 'b'), look(3)];
    const { seenNotMarked } = reconcile({ looks, roll: [away('a'), away('b'), away('c')], looksNeeded: 3 });
    assert.deepEqual(seenNotMarked, [
      { studentId: 'b', seen: 2, looks: 3, lastSeenAt: 2 },
      { studentId: 'a', seen: 1, looks: 3, lastSeenAt: 1 },
    ]);
  });

  it('counts no look before somebody came', () => {
    const looks = [look(1), look(2), look(3), look(4)];
    const found = (markedAt: number) =>
      reconcile({ looks, roll: [here('late', markedAt)], looksNeeded: 2 }).markedNotSeen;
    assert.deepEqual(found(4), []);
    assert.deepEqual(found(3), [{ studentId: 'late', seen: 0, looks: 2, lastSeenAt: null }]);
  });

  it('says nothing of those whom no camera can recognise, and how many they are', () => {
    const looks = [look(1), look(2), look(3)];
    const blind = { ...here('a'), hasFace: false };
    const { markedNotSeen, coverage } = reconcile({ looks, roll: [blind], looksNeeded: 2 });
    assert.deepEqual(markedNotSeen, []);
    assert.deepEqual(coverage, { comparable: 0, seen: 0, withoutFace: 1, isPoor: false });
  });

  it('says so when the camera sees less than half of those it could', () => {
    const looks = [look(1, 'a'), look(2), look(3)];
    const poor = (n: number) =>
      reconcile({ looks, roll: ['a', 'b', 'c'].slice(0, n).map((id) => here(id)), looksNeeded: 3 }).coverage.isPoor;
    assert.equal(poor(2), false);
    assert.equal(poor(3), true);
  });
});

const students = ['a', 'b', 'c', 'd', 'e'];
const rolls = fc.tuple(
  ...students.map((studentId) =>
    fc.record({
      studentId: fc.constant(studentId),
      hasFace: fc.boolean(),
      isAttended: fc.boolean(),
      markedAt: fc.option(fc.nat(20)),
    }),
  ),
);
const lookings = fc.array(fc.record({ at: fc.nat(20), seen: fc.subarray(students).map((seen) => new Set(seen)) }), {
  maxLength: 8,
});
const rooms = fc.record({ looks: lookings, roll: rolls, looksNeeded: fc.integer({ min: 2, max: 6 }) });

describe('whatever happened in the room', () => {
  it('nobody is in both lists, and a list holds only those it is about', () => {
    fc.assert(
      fc.property(rooms, (room) => {
        const { markedNotSeen, seenNotMarked, coverage } = reconcile(room);
        const roll = new Map(room.roll.map((entry) => [entry.studentId, entry]));
        assert.equal(
          new Set([...ids(markedNotSeen), ...ids(seenNotMarked)]).size,
          markedNotSeen.length + seenNotMarked.length,
        );
        for (const finding of markedNotSeen) {
          const entry = roll.get(finding.studentId);
          assert.ok(entry?.isAttended && entry.hasFace && finding.seen === 0 && finding.looks >= room.looksNeeded);
          assert.ok(!room.looks.some(({ seen }) => seen.has(finding.studentId)));
        }
        for (const finding of seenNotMarked) {
          assert.equal(roll.get(finding.studentId)?.isAttended, false);
          assert.equal(finding.seen, room.looks.filter(({ seen }) => seen.has(finding.studentId)).length);
        }
        assert.ok(
          coverage.seen <= coverage.comparable && coverage.comparable + coverage.withoutFace <= students.length,
        );
      }),
    );
  });

  it('the order in which looks and students are told changes nothing', () => {
    fc.assert(
      fc.property(rooms, (room) => {
        const turned = { ...room, looks: room.looks.toReversed(), roll: room.roll.toReversed() };
        assert.deepEqual(reconcile(turned), reconcile(room));
      }),
    );
  });

  it('being seen once more takes a student from the first list, being marked from the second', () => {
    fc.assert(
      fc.property(rooms, fc.constantFrom(...students), (room, who) => {
        const again = { ...room, looks: [...room.looks, look(21, who)] };
        assert.ok(!ids(reconcile(again).markedNotSeen).includes(who));
        const marked = room.roll.map((entry) => (entry.studentId === who ? { ...entry, isAttended: true } : entry));
        assert.ok(!ids(reconcile({ ...room, roll: marked }).seenNotMarked).includes(who));
      }),
    );
  });
});
