import type { Evidence, EvidenceKind, LivenessDecision, LivenessLevel, Outcome, ReasonCode, Verdict } from './types.ts';

/**
 * What the evidence amounts to. Some kinds are required: each must have passed, and one that failed decides. Some only
 * support: more of them must have passed than failed. What was not asked for says nothing. No score is read here, so that
 * a reviewer sees the whole decision in the list of outcomes.
 */
interface Rule {
  readonly required: readonly EvidenceKind[];
  /** A turn that is nearly far enough is far enough where parallax passed: pictures bent as far as that stay flat. */
  readonly depthHelpsTurn: boolean;
  /** One of these must have passed; when all that were asked for failed, and not only `closer`, that decides. */
  readonly oneOf: readonly EvidenceKind[];
  /** These may be missing, but not failed. */
  readonly notFailed: readonly EvidenceKind[];
  readonly supporting: readonly EvidenceKind[];
  /** So many of the supporting must have passed. */
  readonly leastSupport: number;
  /** A single failed one of the supporting is a doubt. */
  readonly allSupport: boolean;
}

const SUPPORTING: readonly EvidenceKind[] = ['blink', 'mouth', 'closer', 'flash', 'recapture'];
const ALWAYS: readonly EvidenceKind[] = ['one-face', 'repeats', 'identity', 'unbroken', 'steps'];

const RULES: Record<Exclude<LivenessLevel, 'off'>, Rule> = {
  /** For a camera in plain sight, such as a kiosk: any sign of depth, nothing against it. */
  low: {
    required: ALWAYS,
    depthHelpsTurn: false,
    oneOf: ['turn', 'solid', 'closer'],
    notFailed: ['seen-before'],
    supporting: SUPPORTING,
    leastSupport: 0,
    allSupport: false,
  },
  standard: {
    required: [...ALWAYS, 'turn'],
    depthHelpsTurn: true,
    oneOf: [],
    notFailed: ['seen-before', 'solid'],
    supporting: SUPPORTING,
    leastSupport: 1,
    allSupport: false,
  },
  high: {
    required: [...ALWAYS, 'turn', 'solid'],
    depthHelpsTurn: false,
    oneOf: [],
    notFailed: ['seen-before'],
    supporting: SUPPORTING,
    leastSupport: 2,
    allSupport: true,
  },
};

export function decideLiveness(evidence: readonly Evidence[], level: LivenessLevel): LivenessDecision {
  if (level === 'off') return { verdict: 'live', reasons: ['not_asked'] };
  const rule = RULES[level];
  const against = rejections(evidence, rule);
  if (against.length > 0) return decided('not-live', against);
  const doubts = doubtsOf(evidence, rule);
  return decided(doubts.length > 0 ? 'inconclusive' : 'live', doubts);
}

function rejections(evidence: readonly Evidence[], rule: Rule): ReasonCode[] {
  const failed = outcomes(evidence, 'failed');
  const decisive = failed.filter(({ kind }) => rule.required.includes(kind) || rule.notFailed.includes(kind));
  const noDepth =
    only(evidence, rule.oneOf, ['failed']) && failed.some(({ kind }) => rule.oneOf.includes(kind) && kind !== 'closer');
  const outvoted = countOf(evidence, rule, 'failed') > countOf(evidence, rule, 'passed');
  return [
    ...reasonsOf(decisive),
    ...(noDepth ? reasonsOf(failed.filter(({ kind }) => rule.oneOf.includes(kind))) : []),
    ...(outvoted ? reasonsOf(failed.filter(({ kind }) => rule.supporting.includes(kind))) : []),
  ];
}

/** Every kind of these that was asked for has one of the outcomes, and at least one was. */
function only(evidence: readonly Evidence[], kinds: readonly EvidenceKind[], allowed: readonly Outcome[]): boolean {
  const asked = evidence.filter(({ kind, outcome }) => kinds.includes(kind) && outcome !== 'absent');
  return asked.length > 0 && asked.every(({ outcome }) => allowed.includes(outcome));
}

function doubtsOf(evidence: readonly Evidence[], rule: Rule): ReasonCode[] {
  const isHelped = ({ kind, outcome }: Evidence) =>
    rule.depthHelpsTurn && kind === 'turn' && outcome === 'inconclusive' && hasPassed(evidence, 'solid');
  const doubtful = evidence.filter(
    (item) => rule.required.includes(item.kind) && item.outcome !== 'passed' && !isHelped(item),
  );
  const missing = rule.required.some((kind) =>
    evidence.every((item) => item.kind !== kind || item.outcome === 'absent'),
  );
  const noDepth = rule.oneOf.length > 0 && !outcomes(evidence, 'passed').some(({ kind }) => rule.oneOf.includes(kind));
  const [passed, failed] = [countOf(evidence, rule, 'passed'), countOf(evidence, rule, 'failed')];
  const unsupported = passed < rule.leastSupport || (rule.allSupport ? failed > 0 : failed > 0 && passed <= failed);
  const weak = evidence.filter(({ kind, outcome }) => rule.supporting.includes(kind) && outcome !== 'passed');
  return [
    ...reasonsOf(doubtful),
    ...(unsupported ? reasonsOf(weak) : []),
    ...(missing || noDepth || unsupported ? (['too_little_evidence'] as const) : []),
  ];
}

const hasPassed = (evidence: readonly Evidence[], wanted: EvidenceKind) =>
  evidence.some(({ kind, outcome }) => kind === wanted && outcome === 'passed');

const outcomes = (evidence: readonly Evidence[], wanted: Outcome) =>
  evidence.filter(({ outcome }) => outcome === wanted);

const countOf = (evidence: readonly Evidence[], { supporting }: Rule, wanted: Outcome) =>
  outcomes(evidence, wanted).filter(({ kind }) => supporting.includes(kind)).length;

const reasonsOf = (evidence: readonly Evidence[]) => evidence.flatMap(({ reasons }) => reasons);

function decided(verdict: Verdict, reasons: readonly ReasonCode[]): LivenessDecision {
  return { verdict, reasons: [...new Set(reasons)] };
}
