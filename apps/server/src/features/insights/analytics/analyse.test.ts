import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionTotals } from '@smart-presence/contract';
import fc from 'fast-check';
import { weekdayOf } from '../../academics/index.ts';
import { noCounts, type Tally } from '../tallies/tally.ts';
import {
  addTo,
  coursesByRisk,
  departmentsOf,
  noTotals,
  type PlacedSection,
  sectionsByRisk,
  sumUp,
  weekOf,
} from './analyse.ts';

const department = (n: number) => ({ id: `d${n}`, code: `D${n}`, name: `Department ${n}` });
const course = (n: number) => ({ id: `c${n}`, code: `C${n}`, name: `Course ${n}` });
/** Six sections of three courses of two departments. */
const sections = new Map(
  [0, 1, 2, 3, 4, 5].map((n): [string, PlacedSection] => [
    `s${n}`,
    { id: `s${n}`, name: `Section ${n}`, course: course(n % 3), department: department((n % 3) % 2) },
  ]),
);

const tallies = fc.array(
  fc
    .record({
      section: fc.integer({ min: 0, max: 7 }),
      day: fc.integer({ min: 1, max: 28 }),
      hour: fc.integer({ min: 7, max: 18 }),
      late: fc.nat(5),
      onTime: fc.nat(30),
      absent: fc.nat(20),
      excused: fc.nat(3),
      review: fc.nat(2),
    })
    .map(
      ({ section, day, late, onTime, absent, ...rest }): Tally => ({
        ...noCounts(),
        ...rest,
        ...{ late, absent, attended: late + onTime, counted: late + onTime + absent, manual: late, faceSelf: onTime },
        ...{ sessionId: '', sectionId: `s${section}`, termId: 't', openedAt: 0 },
        day: `2026-09-${String(day).padStart(2, '0')}`,
      }),
    ),
);

const sum = (all: readonly SessionTotals[]): SessionTotals => {
  const total = noTotals();
  for (const one of all) addTo(total, one);
  return total;
};

test('whatever it is broken down by adds up to the total, and the total is what a plain count says', () => {
  fc.assert(
    fc.property(tallies, fc.constantFrom('day', 'week'), (all, by) => {
      const question = { sections, from: '2026-09-05', until: '2026-09-20', by } as const;
      const { total, trend, hours, bySection, methods } = sumUp(all, question);
      const departments = departmentsOf(sections, bySection);
      const asked = all.filter(
        ({ sectionId, day }) => sections.has(sectionId) && day >= question.from && day <= question.until,
      );
      assert.equal(total.sessions, asked.length);
      for (const name of ['counted', 'attended', 'late', 'excused', 'review'] as const)
        assert.equal(
          total[name],
          asked.reduce((n, tally) => n + tally[name], 0),
          name,
        );
      for (const parts of [trend, hours, departments, [...bySection.values()]]) assert.deepEqual(sum(parts), total);
      const standings = new Map();
      assert.deepEqual(sum(coursesByRisk({ sections, bySection, standings })), total);
      assert.deepEqual(sum(sectionsByRisk({ sections, bySection, standings })), total);
      assert.equal(
        methods.reduce((n, { attended }) => n + attended, 0),
        total.attended,
      );
      assert.deepEqual(
        trend.map(({ day }) => day),
        [...new Set(trend.map(({ day }) => day))].sort(),
      );
      if (by === 'week') assert.ok(trend.every(({ day }) => weekdayOf(day) === 1));
    }),
  );
});

test('a week begins on Monday, also across the year', () => {
  assert.equal(weekOf('2026-09-07'), '2026-09-07');
  assert.equal(weekOf('2026-09-13'), '2026-09-07');
  assert.equal(weekOf('2027-01-01'), '2026-12-28');
});

test('the riskiest course has the largest share below the minimum, then the lowest attendance', () => {
  const totals = (attended: number) => ({ ...noTotals(), sessions: 1, counted: 10, attended });
  const bySection = new Map([
    ['s0', totals(9)],
    ['s1', totals(5)],
    ['s2', totals(4)],
  ]);
  const standings = new Map([
    ['s0', { standings: 10, below: 6 }],
    ['s1', { standings: 10, below: 1 }],
    ['s2', { standings: 20, below: 2 }],
    ['s5', { standings: 20, below: 2 }],
  ]);
  const order = coursesByRisk({ sections, bySection, standings }).map(({ code, below }) => [code, below]);
  assert.deepEqual(order, [
    ['C0', 6],
    ['C2', 4],
    ['C1', 1],
  ]);
});
