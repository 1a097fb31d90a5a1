import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SecurityCode, securityEvents } from '@smart-presence/contract';
import fc from 'fast-check';
import { graver, halfLifeOf, RISK_WINDOW_MS, type RiskEvent, riskOf, severityOf, weightOf } from './risk.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const DAY_MS = 86_400_000;

const event = (code: SecurityCode, change: Partial<RiskEvent> = {}): RiskEvent => ({
  code,
  kind: securityEvents[code].kind,
  points: securityEvents[code].points,
  times: 1,
  lastAt: NOW,
  sessionId: null,
  ...change,
});

const arbitrary = fc
  .record({
    code: fc.constantFrom(...(Object.keys(securityEvents) as SecurityCode[])),
    age: fc.nat(40 * DAY_MS),
    times: fc.integer({ min: 1, max: 10_000 }),
    session: fc.option(fc.nat(5)),
  })
  .map(({ code, age, times, session }) =>
    event(code, { lastAt: NOW - age, times, sessionId: session === null ? null : `s${session}` }),
  );
const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-6, `${one} and ${other}`);

test('risk never depends on the order of events, is never negative, and is explained to the last point', () => {
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 20 }), (events) => {
      const risk = riskOf(events, NOW);
      near(risk.points, riskOf(events.toReversed(), NOW).points);
      assert.ok(risk.points >= 0);
      near(
        risk.points,
        risk.because.reduce((sum, { points }) => sum + points, 0),
      );
    }),
  );
});

test('another event never makes anybody less suspicious, and time alone always does', () => {
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 12 }), arbitrary, fc.nat(10 * DAY_MS), (events, more, later) => {
      const risk = riskOf(events, NOW).points;
      assert.ok(riskOf([...events, more], NOW).points >= risk - 1e-6);
      assert.ok(riskOf(events, NOW + later).points <= risk + 1e-6);
    }),
  );
});

test('half of it is left after a half-life, and nothing after four weeks', () => {
  for (const code of ['device_shared', 'route_forbidden', 'sign_in_slowed'] as const) {
    const { kind, points } = securityEvents[code];
    near(riskOf([event(code, { lastAt: NOW - halfLifeOf(kind) })], NOW).points, points / 2);
    assert.equal(riskOf([event(code, { lastAt: NOW - RISK_WINDOW_MS })], NOW).points, 0);
  }
});

test('a flood counts, but less and less; the same within one session is one thing', () => {
  assert.equal(weightOf({ points: 4, times: 1 }), 4);
  assert.equal(weightOf({ points: 4, times: 4 }), 8);
  assert.ok(weightOf({ points: 4, times: 1_000_000 }) < 50);
  const tries = Array.from({ length: 4 }, () => event('presentation_seen', { sessionId: 's' }));
  assert.equal(riskOf(tries, NOW).points, 2 * securityEvents.presentation_seen.points);
});

test('a phone lent once alarms nobody; a phone lent in every class does', () => {
  const lent = (n: number) =>
    Array.from({ length: n }, (_, index) =>
      event('device_shared', { sessionId: `s${index}`, lastAt: NOW - index * DAY_MS }),
    );
  assert.equal(severityOf(riskOf(lent(1), NOW).points, 'person'), null);
  assert.equal(severityOf(riskOf(lent(3), NOW).points, 'person'), null);
  assert.equal(severityOf(riskOf(lent(6), NOW).points, 'person'), 'medium');
  assert.equal(severityOf(25, 'network'), 'low');
  assert.equal(severityOf(25, 'person'), null, 'of a person it takes more');
  assert.equal(graver('low', null), 'low');
  assert.equal(graver('low', 'high'), 'high');
});

test('passwords mistyped all over the campus alarm nobody', () => {
  const morning = Array.from({ length: 400 }, () => event('sign_in_failed', { times: 5 }));
  assert.equal(riskOf(morning, NOW).points, 0);
});
