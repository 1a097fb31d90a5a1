/**
 * `npm run bench -- check-ins`: how many check-ins a server keeps up with, and what it does when more come. Starts the product on
 * SQLite and plays the phones of a college against it from a second process on the same cores.
 */
import type { Suite, Table } from '@smart-presence/face/bench/suite.ts';
import { type Arrived, arrivals, crowd } from './check-ins/arrivals.ts';
import { openCollege } from './check-ins/college.ts';
import { watchOthers } from './check-ins/others.ts';

/** Phones at once in the closed loop. */
const AT_ONCE = 12;
const CLOSED = 120;
/** With movements most of a phone's time is its own: so many fill the server. Each student comes twice. */
const MOVING_AT_ONCE = 48;
const WITH_MOVEMENTS = 96;
/** What is to be kept up with, per second, and for how long people come. */
const RATE = 12;
const SECONDS = 10;
/** Refused takes count as failures, of which a student has five: twice more, and all have answers. */
const MOVING_SECONDS = 8;
const OVERLOAD = 3;

export const suite: Suite = {
  title: 'Check-ins: how many, and beyond',
  byDefault: false,
  async run({ progress }) {
    const rows: string[][] = [];
    progress('enrolling');
    const college = await openCollege(progress);
    try {
      progress('as many as it can');
      rows.push(
        row('closed loop, 8 frames', '–', await crowd(college, { count: CLOSED, atOnce: AT_ONCE, kind: 'still' })),
      );
      progress(`${RATE} a second`);
      const steady = await arrivals(college, { perSecond: RATE, seconds: SECONDS, kind: 'still' });
      rows.push(row('open loop, 8 frames', String(RATE), steady));
      progress(`${OVERLOAD * RATE} a second`);
      const others = watchOthers(college);
      const beyond = await arrivals(college, { perSecond: OVERLOAD * RATE, seconds: SECONDS, kind: 'still' });
      const watched = await others.stop();
      // Both now: check-ins with movements come to sessions of their own.
      const [marks, acknowledged] = [await college.countMarks(), college.acknowledged];
      progress('with movements');
      await college.askForMovements();
      const looked = await crowd(college, { count: WITH_MOVEMENTS, atOnce: MOVING_AT_ONCE, kind: 'movements' });
      rows.push(row('closed loop, 12 frames, movements', '–', looked));
      progress(`with movements, ${RATE} a second`);
      const moving = await arrivals(college, { perSecond: RATE, seconds: MOVING_SECONDS, kind: 'movements' });
      rows.push(row('open loop, 12 frames, movements', String(RATE), moving));
      return [rates(rows, college.threads), overload({ beyond, watched, marks, acknowledged })];
    } finally {
      await college.close();
    }
  },
};

const round = (value: number) => String(Math.round(value));

const share = (values: readonly number[], part: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] ??
  Number.NaN;

function row(name: string, wanted: string, { done, busy, errors, seconds, cpuMs }: Arrived): string[] {
  const times = done.map(({ ms }) => ms);
  return [
    name,
    wanted,
    String(done.length),
    (done.length / seconds).toFixed(1),
    round(share(times, 0.5)),
    round(share(times, 0.95)),
    round(cpuMs / Math.max(1, done.length)),
    String(busy.length),
    String(errors.length),
  ];
}

const rates = (rows: string[][], threads: number): Table => ({
  title: 'Check-ins per second',
  note:
    `Each by another student: challenge, pictures of 640 × 480, real face work, mark. ${threads} face threads; the load comes from a second process on the ` +
    `same cores. Closed loop: ${AT_ONCE} phones (${MOVING_AT_ONCE} with movements), each with the next check-in when one is done. Open loop: they come at that rate for ${SECONDS} s (${MOVING_SECONDS} with movements) whatever happens; the rate answered counts until the last answer, movements of 3.3 s included. ` +
    'Times are of the request with the pictures. Processor time is the server’s, all threads, and does not depend on who else uses the machine as rates do. With movements rendered heads do what they are asked; ' +
    'students share four faces, and pictures like those of another student are refused with the same work.',
  columns: [
    'load',
    'per second wanted',
    'answered',
    'per second',
    'p50 ms',
    'p95 ms',
    'processor ms each',
    'told to come back',
    'errors',
  ],
  rows,
});

interface Beyond {
  beyond: Arrived;
  watched: Awaited<ReturnType<ReturnType<typeof watchOthers>['stop']>>;
  marks: number;
  acknowledged: number;
}

function overload({ beyond, watched, marks, acknowledged }: Beyond): Table {
  const waits = beyond.busy.map(({ retryAfter }) => retryAfter);
  const all = beyond.done.map(({ sinceArrival }) => sinceArrival / 1000);
  const rows: [string, string][] = [
    ['came, in all', String(beyond.done.length + beyond.errors.length)],
    ['answered in the end', String(beyond.done.length)],
    ['told to come back (503), times', String(beyond.busy.length)],
    ['without Retry-After, or another code', String(beyond.busy.filter(({ isPlain }) => !isPlain).length)],
    ['Retry-After, s: least, median, most', [0, 0.5, 1].map((part) => round(share(waits, part))).join(', ')],
    ['began again because the challenge had run out', String(beyond.again)],
    ['connections lost, sent again', String(beyond.lost)],
    ['errors', [beyond.errors.length, ...new Set(beyond.errors)].slice(0, 4).join('; ')],
    ['answered per second, until the last', (beyond.done.length / beyond.seconds).toFixed(1)],
    ['from coming to the tick, s: p50, p95, most', [0.5, 0.95, 1].map((part) => round(share(all, part))).join(', ')],
    ['marks in the end, of check-ins acknowledged', `${marks} of ${acknowledged}`],
    ['other requests meanwhile', String(watched.times.length)],
    ['their p50 and p95, ms', `${round(share(watched.times, 0.5))}, ${round(share(watched.times, 0.95))}`],
    ['their errors', String(watched.errors)],
    [
      'memory of the server before, most, after, MB',
      [watched.before, watched.most, watched.after].map(round).join(', '),
    ],
  ];
  return {
    title: `${OVERLOAD} times as many: ${OVERLOAD * RATE} a second for ${SECONDS} s`,
    note: 'Phones that are told to come back do, after Retry-After, with the same challenge and Idempotency-Key. Other requests: the home of a student and the board, in turn.',
    columns: ['figure', 'value'],
    rows,
  };
}
