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
  const { face } = data;
  if (face.verifyReview < face.verifyAccept) problems['face.verifyReview'] = t('policy.reviewBelowAccept');
  if (face.identifyReview < face.identifyAccept) problems['face.identifyReview'] = t('policy.reviewBelowAccept');
  return problems;
}
