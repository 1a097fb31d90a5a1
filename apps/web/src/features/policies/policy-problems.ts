import type { PolicyData } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';

/** What is wrong between the fields of a policy, by path; each field alone is judged by the schema. */
export function policyProblems(data: PolicyData): Record<string, string> {
  const problems: Record<string, string> = {};
  const codes = data.marks.map(({ code }) => code);
  for (const [index, code] of codes.entries()) {
    if (codes.indexOf(code) !== index) problems[`marks.${index}.code`] = t('policy.codeTwice');
  }
  for (const field of ['presentCode', 'lateCode', 'absentCode'] as const) {
    if (!codes.includes(data[field])) problems[field] = t('policy.codeUnknown');
  }
  if (data.onDutyCode !== null && !codes.includes(data.onDutyCode)) problems.onDutyCode = t('policy.codeUnknown');
  if (data.onDutyCapPercent !== null && data.onDutyCode === null)
    problems.onDutyCapPercent = t('policy.capWithoutMark');
  if (data.condonationPercent > data.minimumPercent) problems.condonationPercent = t('policy.condonationTooMuch');
  for (const [kind, code] of Object.entries(data.requests.leaveMarks)) {
    if (code !== null && !codes.includes(code)) problems[`requests.leaveMarks.${kind}`] = t('policy.codeUnknown');
  }
  const { face } = data;
  if (face.verifyReview < face.verifyAccept) problems['face.verifyReview'] = t('policy.reviewBelowAccept');
  if (face.identifyReview < face.identifyAccept) problems['face.identifyReview'] = t('policy.reviewBelowAccept');
  return problems;
}
