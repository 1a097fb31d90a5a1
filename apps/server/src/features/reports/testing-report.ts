import type { Report } from '@smart-presence/contract';

export const AS_OF = Date.UTC(2026, 7, 3, 9);

/** Who holds up nobody and is told nothing. */
export const alone = { breathe: () => Promise.resolve(), progress: () => {} };

/** A report with names as people of one college have them. */
export const testReport = (change: Partial<Report> = {}): Report => ({
  kind: 'section-register',
  title: 'Section register: Networks, A',
  institution: 'Bhāratīya Vidyā College · ವಿದ್ಯಾ ಕಾಲೇಜು',
  timeZone: 'Asia/Kolkata',
  facts: [
    { label: 'Course', value: '21CS52 Networks' },
    { label: 'Teacher', value: 'Zoë Strauß-Łukasiewicz' },
  ],
  parts: [
    {
      title: 'Students',
      fixed: 2,
      empty: 'Nobody.',
      columns: [
        { key: 'usn', label: 'USN', type: 'text' },
        { key: 'name', label: 'Name', type: 'text' },
        { key: 'held', label: 'Held', type: 'number' },
        { key: 'percent', label: 'Percent', type: 'percent' },
        { key: 'since', label: 'Since', type: 'day' },
        { key: 'at', label: 'Last seen', type: 'instant' },
        { key: 'mark', label: 'Mark', type: 'code' },
      ],
      rows: [
        ['1XX21CS001', 'श्रीनिवास द्विवेदी', 40, 82.5, '2026-07-01', AS_OF, 'P'],
        ['1XX21CS002', 'ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣಮೂರ್ತಿ', 40, 74.999, '2026-07-02', AS_OF, 'A'],
        ['1XX21CS003', 'محمد عبد الله (الابن)', 40, 100, '2026-07-03', AS_OF, 'L'],
        ['1XX21CS004', 'Zoë Žižek ಕೃಷ್ಣ محمد علي 42 श्री', 8, 0, null, null, 'OD'],
        ['1XX21CS005', '=1+1', null, null, null, null, null],
        ['1XX21CS006', '王小明 \u0007🙂 \ud800', 3, 33.333, '2026-07-01', AS_OF, 'P'],
      ],
    },
  ],
  notes: ['Percentages are rounded down.'],
  asOf: AS_OF,
  policyVersion: 3,
  ...change,
});

/** A register of any size. */
export const wideReport = ({ students, sessions }: { students: number; sessions: number }): Report =>
  testReport({
    parts: [
      {
        title: 'Register',
        fixed: 2,
        empty: 'Nobody.',
        columns: [
          { key: 'usn', label: 'USN', type: 'text' },
          { key: 'name', label: 'Name', type: 'text' },
          { key: 'percent', label: 'Percent', type: 'percent' },
          ...Array.from({ length: sessions }, (_, at) => ({
            key: `s${at}`,
            label: `s${at}. 09:15`,
            type: 'code' as const,
          })),
        ],
        rows: Array.from({ length: students }, (_, at) => [
          `1XX21CS${String(at).padStart(3, '0')}`,
          at % 3 === 0 ? `ಶ್ರೀನಿವಾಸ ${at}` : `Anna Example ${at}`,
          (at * 7) % 101,
          ...Array.from({ length: sessions }, (_, session) => ((at + session) % 5 === 0 ? 'A' : 'P')),
        ]),
      },
    ],
  });

/** A department with so many students, and a section for each sixty of them. */
export const departmentOf = (students: number): Report =>
  testReport({
    kind: 'department',
    parts: [
      {
        title: 'Students',
        fixed: 2,
        empty: 'Nobody.',
        columns: [
          { key: 'usn', label: 'USN', type: 'text' },
          { key: 'name', label: 'Name', type: 'text' },
          ...['Sections', 'Below minimum', 'Condonable'].map((label) => ({
            key: label,
            label,
            type: 'number' as const,
          })),
          ...['Average', 'Lowest'].map((label) => ({ key: label, label, type: 'percent' as const })),
        ],
        rows: Array.from({ length: students }, (_, at) => [
          ...[`1XX21CS${String(at).padStart(4, '0')}`, at % 3 === 0 ? `ಶ್ರೀನಿವಾಸ ${at}` : `Anna Example ${at}`],
          ...[6, at % 4, at % 2, 60 + (at % 40), 40 + (at % 60) + 1 / 3],
        ]),
      },
    ],
  });
