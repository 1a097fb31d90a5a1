import { z } from 'zod';
import { letterKind } from './letter-kind.ts';

const GuardianLetterData = z.object({
  student: z.string(),
  courseName: z.string(),
  warning: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('attendance-low'), percent: z.int(), minimumPercent: z.number() }),
    z.object({ kind: z.literal('absences-in-a-row'), count: z.int() }),
  ]),
  isUnder18: z.boolean(),
});
type Data = z.infer<typeof GuardianLetterData>;

const saidOf = ({ student, courseName, warning }: Data): { subject: string; line: string } =>
  warning.kind === 'attendance-low'
    ? {
        subject: `the attendance of ${student} in ${courseName} is below ${warning.minimumPercent}%`,
        line: `${student} has attended ${warning.percent}% of ${courseName} so far; ${warning.minimumPercent}% are needed.`,
      }
    : {
        subject: `${student}: ${warning.count} absences in a row in ${courseName}`,
        line: `${student} was absent from the last ${warning.count} sessions of ${courseName}.`,
      };

/** Letters to guardians, who have no account here: they hear what the student hears, and why they hear it. */
export const guardianLetters = {
  'guardian-warning': letterKind({
    data: GuardianLetterData,
    contents: (data, { institution }) => {
      const { subject, line } = saidOf(data);
      return {
        subject: `${institution}: ${subject}`,
        greeting: 'Hello,',
        paragraphs: [line, `${data.student} was told the same. If something about it is wrong, talk to the college.`],
        action: null,
        notes: [
          data.isUnder18
            ? `${institution} has this address as that of a guardian of ${data.student}, who is under 18.`
            : `${data.student} has asked that you hear of such warnings, and can change that at any time.`,
        ],
      };
    },
  }),
};
