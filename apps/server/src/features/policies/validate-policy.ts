import type { PolicyData } from '@smart-presence/contract';

export interface PolicyProblem {
  /** Where in the policy, such as `face.verifyReview`. */
  path: string;
  message: string;
}

/** What the shape alone cannot say: the parts of a policy must fit each other. No problems: an empty list. */
export const policyProblems = (data: PolicyData): PolicyProblem[] => [
  ...markProblems(data),
  ...leaveProblems(data),
  ...standingProblems(data),
  ...faceProblems(data.face),
];

const codeRoles = ['presentCode', 'lateCode', 'absentCode'] as const;

const markProblems = (data: PolicyData): PolicyProblem[] => {
  const problems: PolicyProblem[] = [];
  const kinds = new Map(data.marks.map((kind) => [kind.code, kind]));
  for (const [at, { code }] of data.marks.entries()) {
    if (data.marks.findIndex((kind) => kind.code === code) < at)
      problems.push({ path: `marks.${at}.code`, message: `${code} is there twice` });
  }
  for (const role of codeRoles) {
    if (!kinds.has(data[role])) problems.push({ path: role, message: `${data[role]} is none of the marks` });
  }
  const [present, late, absent] = codeRoles.map((role) => kinds.get(data[role]));
  if (present && absent && present.attended <= absent.attended)
    problems.push({ path: 'absentCode', message: 'must count as less attended than the present mark' });
  if (late && absent && late.code === absent.code)
    problems.push({ path: 'lateCode', message: 'must not be the absent mark' });
  if (present && !present.counts) problems.push({ path: 'presentCode', message: 'must be a mark that counts' });
  return problems;
};

/** A mark for leave has to be there, and to spare somebody what being absent costs. */
const leaveProblems = ({ marks, absentCode, requests }: PolicyData): PolicyProblem[] =>
  Object.entries(requests.leaveMarks).flatMap(([kind, code]) => {
    const path = `requests.leaveMarks.${kind}`;
    if (code === null) return [];
    if (!marks.some((mark) => mark.code === code)) return [{ path, message: `${code} is none of the marks` }];
    return code === absentCode ? [{ path, message: 'must not be the absent mark' }] : [];
  });

const standingProblems = (data: PolicyData): PolicyProblem[] => {
  const problems: PolicyProblem[] = [];
  const { condonationPercent, minimumPercent, onDutyCode, onDutyCapPercent } = data;
  if (condonationPercent > minimumPercent)
    problems.push({ path: 'condonationPercent', message: 'must not be more than the minimum itself' });
  const onDuty = data.marks.find(({ code }) => code === onDutyCode);
  if (onDutyCode !== null && !onDuty)
    problems.push({ path: 'onDutyCode', message: `${onDutyCode} is none of the marks` });
  if (onDutyCode !== null && (onDutyCode === data.presentCode || onDutyCode === data.absentCode))
    problems.push({ path: 'onDutyCode', message: 'must be a mark of its own' });
  if (onDutyCapPercent !== null && onDutyCode === null)
    problems.push({ path: 'onDutyCapPercent', message: 'caps a mark that is not named' });
  return problems;
};

const faceProblems = (face: PolicyData['face']): PolicyProblem[] => {
  const rules: [boolean, string, string][] = [
    [face.verifyAccept <= face.verifyReview, 'verifyReview', 'must not be below verifyAccept'],
    [face.identifyAccept <= face.identifyReview, 'identifyReview', 'must not be below identifyAccept'],
    [face.identifyMargin < face.identifyAccept, 'identifyMargin', 'must be below identifyAccept, or nobody matches'],
    [face.duplicateSure <= face.identifyAccept, 'duplicateSure', 'must not be above identifyAccept'],
  ];
  return rules.filter(([holds]) => !holds).map(([, name, message]) => ({ path: `face.${name}`, message }));
};
