import type { EvidenceKind, Verdict } from '../../src/liveness/types.ts';
import type { Table } from '../suite.ts';
import { clopperPearson } from './bounds.ts';
import { type Attempt, recognised, type Take } from './cuts.ts';
import type { Head } from './head.ts';
import { attemptOf, CONDITIONS, type Judged, judge, type Shot } from './lab.ts';

export interface Species {
  readonly name: string;
  readonly how: 'rendered' | 'cut';
  readonly planar: boolean;
  readonly judged: readonly { readonly attempt: Attempt; readonly lookUp: boolean }[];
}

const percent = (share: number) => `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 2 : 1)}%`;
export const bounds = (count: number, n: number) => clopperPearson(count, n).map(percent).join(' – ');
const counted = (judged: readonly Judged[], wanted: Verdict, level: keyof Judged['verdicts'] = 'standard') =>
  judged.filter(({ verdicts }) => verdicts[level] === wanted).length;

/** Kinds that did not pass in sequences that were not accepted, with how often. */
function reasonsOf(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { verdicts, evidence } of judged) {
    if (verdicts.standard === 'live') continue;
    for (const { kind, outcome } of evidence) {
      if (outcome === 'failed' || outcome === 'inconclusive') counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

/** Honest people: what comes of them at the standard level, per condition. */
export function genuineTable(shots: readonly Shot[], people: readonly Head[]): Table {
  const row = (name: string, says: string, own: readonly Shot[]) => {
    const judged = own.map(({ take }) => judge(attemptOf(take), false));
    const live = counted(judged, 'live');
    return [
      name,
      says,
      `${judged.length}`,
      `${counted(judged, 'not-live')}`,
      `${counted(judged, 'inconclusive')}`,
      percent(1 - live / judged.length),
      bounds(judged.length - live, judged.length),
      reasonsOf(judged),
    ];
  };
  return {
    title: 'Genuine sequences, standard level',
    note: `Rendered from ${people.length} pictures of ${new Set(people.map(({ person }) => person)).size} people: turns of 26 to 34° to each side, a blink or an open mouth, colour flashes in every third. False rejections are those not accepted at once, whether refused or sent to review; bounds 95%, Clopper–Pearson.`,
    columns: [
      'condition',
      'camera',
      'sequences',
      'refused',
      'to review',
      'false rejections',
      '95% bounds',
      'because of',
    ],
    rows: [
      ...Object.entries(CONDITIONS).map(([name, { says }]) =>
        row(
          name,
          says,
          shots.filter(({ condition }) => condition === name),
        ),
      ),
      ...halvesOf(people).map((half, i) =>
        row(
          i === 0 ? 'people thresholds were chosen with' : 'people held out',
          '',
          shots.filter(({ take }) => half.has(take.person)),
        ),
      ),
      row('all', '', shots),
    ],
  };
}

/** So many people are enough to hold half of them out; the few of the packaged pictures were all used before. */
const ENOUGH_TO_HALVE = 10;

/** Every other person by name. */
function halvesOf(people: readonly Head[]): ReadonlySet<string>[] {
  const names = [...new Set(people.map(({ person }) => person))].sort();
  if (names.length < ENOUGH_TO_HALVE) return [];
  return [0, 1].map((half) => new Set(names.filter((_, i) => i % 2 === half)));
}

/** What comes of attacks. */
export function attackTable(species: readonly Species[]): Table {
  const row = (name: string, judgedBy: Species['judged']) => {
    const judged = judgedBy.map(({ attempt, lookUp }) => judge(attempt, lookUp));
    const [accepted, n] = [counted(judged, 'live'), judged.length];
    return [
      name.trim(),
      `${n}`,
      `${accepted}`,
      bounds(accepted, n),
      `${counted(judged, 'inconclusive')}`,
      `${counted(judged, 'live', 'low')}`,
      `${counted(judged, 'live', 'high')}`,
    ];
  };
  const planar = species.filter((one) => one.planar).flatMap(({ judged }) => judged);
  return {
    title: 'Attacks',
    note: 'Accepted as live at the standard level, with 95% bounds (Clopper–Pearson); in review: a human is asked. Rendered attacks under all conditions in turn; those from "steps in another order" on are cut from the genuine recordings above. The challenge is that of the standard level in every column, so the column of the high level says less than a challenge of its own would.',
    columns: ['species', 'attempts', 'accepted', '95% bounds', 'in review', 'accepted, low', 'accepted, high'],
    rows: [
      ...species.filter(({ how }) => how === 'rendered').map(({ name, judged }) => row(name, judged)),
      row('all planar', planar),
      ...species.filter(({ how }) => how === 'cut').map(({ name, judged }) => row(name, judged)),
    ],
  };
}

const MEASURED: readonly EvidenceKind[] = ['identity', 'unbroken', 'steps', 'turn', 'solid', 'blink', 'mouth', 'flash'];

/** How far apart honest people and pictures are, kind by kind. */
export function evidenceTable({ pool, species }: { pool: readonly Take[]; species: readonly Species[] }): Table {
  const evidenceOf = (attempts: readonly Attempt[]) => attempts.map((attempt) => judge(attempt, false).evidence);
  const own = evidenceOf(pool.map(attemptOf));
  const planar = evidenceOf(
    species.filter((one) => one.planar).flatMap(({ judged }) => judged.map(({ attempt }) => attempt)),
  );
  const rows = MEASURED.map((kind) => {
    const of = (all: typeof own) =>
      all.flatMap((list) => list.filter((item) => item.kind === kind && item.outcome !== 'absent'));
    const [honest, attacks] = [of(own), of(planar)];
    const scores = (list: typeof honest) =>
      list
        .map(({ score }) => score)
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
    const quantile = (list: readonly number[], share: number) =>
      list.length > 0 ? list[Math.floor((list.length - 1) * share)]!.toFixed(kind === 'turn' ? 1 : 2) : '–';
    const passed = (list: typeof honest) =>
      list.length > 0 ? percent(list.filter(({ outcome }) => outcome === 'passed').length / list.length) : '–';
    const threshold = honest[0]?.threshold.toFixed(2) ?? '–';
    return [
      kind,
      `${honest.length}`,
      quantile(scores(honest), 0.05),
      quantile(scores(honest), 0.5),
      passed(honest),
      threshold,
      `${attacks.length}`,
      quantile(scores(attacks), 0.5),
      quantile(scores(attacks), 0.95),
      passed(attacks),
    ];
  });
  return {
    title: 'Each kind of evidence alone',
    note: 'Genuine sequences against planar attacks: quantiles of the score where it could be taken, and how many passed. Paper reflects the flashes of a screen as skin does, and a photo is one identity throughout: those kinds are there for other attacks.',
    columns: ['evidence', 'genuine', '5%', 'median', 'passed', 'threshold', 'planar', 'median', '95%', 'passed'],
    rows,
  };
}

/** How well pictures are known again, and how seldom others are taken for them. */
export function lookUpTable({
  pool,
  again,
}: {
  pool: readonly Take[];
  again: readonly (readonly [Take, Take])[];
}): Table {
  const hashesOf = ({ observations }: Take) => observations.map(({ hash }) => hash);
  const shares = (list: readonly number[]) => {
    const sorted = list.toSorted((a, b) => a - b);
    const flagged = list.filter((share) => share > 0.5).length;
    return [
      `${list.length}`,
      percent(sorted[0]!),
      percent(sorted[sorted.length >> 1]!),
      percent(sorted.at(-1)!),
      `${flagged}`,
      bounds(flagged, list.length),
    ];
  };
  return {
    title: 'Pictures seen before',
    note: 'Share of a sequence’s frames that the keyed hash finds among those of another one, and sequences flagged for it (more than half).',
    columns: ['compared', 'pairs', 'least', 'median', 'most', 'flagged', '95% bounds'],
    rows: [
      [
        'the same frames, 80% of the size, JPEG 60',
        ...shares(pool.map((take) => recognised(take.resaved, hashesOf(take)))),
      ],
      [
        'another take of the same person in the same room',
        ...shares(again.map(([one, other]) => recognised(hashesOf(other), hashesOf(one)))),
      ],
      [
        'a take of somebody else',
        ...shares(pool.slice(1).map((take, i) => recognised(hashesOf(take), hashesOf(pool[i]!)))),
      ],
    ],
  };
}
