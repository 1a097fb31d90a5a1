import { defaultPolicy, type PolicyData } from './policies.ts';

/** Rules of standing that an administrator can start from; the rest of the policy stays as it is. */
export const policyPresetIds = ['simple', 'condonation', 'points'] as const;
export type PolicyPresetId = (typeof policyPresetIds)[number];

const { marks, presentCode, lateCode, absentCode, onDutyCode, requests } = defaultPolicy;
const usual = { marks, presentCode, lateCode, absentCode, onDutyCode, leaveMarks: requests.leaveMarks };
const ofHeld = { denominator: 'held', onDutyCapPercent: null } as const;

/** `points`: the marks of Moodle, whose 2, 1, 1 and 0 points of 2 are shares of a session here. */
const presets = {
  simple: { ...usual, ...ofHeld, minimumPercent: 75, condonationPercent: 0 },
  condonation: { ...usual, ...ofHeld, minimumPercent: 85, condonationPercent: 10 },
  points: {
    ...ofHeld,
    marks: [
      { code: 'P', name: 'Present', attended: 1, counts: true },
      { code: 'L', name: 'Late', attended: 0.5, counts: true },
      { code: 'E', name: 'Excused', attended: 0.5, counts: true },
      { code: 'A', name: 'Absent', attended: 0, counts: true },
    ],
    presentCode: 'P',
    lateCode: 'L',
    absentCode: 'A',
    onDutyCode: null,
    leaveMarks: { excused: 'E', 'on-duty': null, medical: null },
  },
} satisfies Record<PolicyPresetId, unknown>;

/** A policy with the rules of a preset. */
export const withPreset = (id: PolicyPresetId, data: PolicyData): PolicyData => {
  const { leaveMarks, ...rules } = presets[id];
  return { ...data, ...rules, requests: { ...data.requests, leaveMarks } };
};
