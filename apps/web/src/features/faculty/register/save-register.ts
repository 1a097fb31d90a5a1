import type { Register } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { saveText, toCsv } from '../../../ui/csv.ts';
import type { Place } from './edits.ts';

interface Shown {
  students: Register['students'];
  zone: string;
  codeAt: (place: Place) => string | null;
}

/** The register as a sheet, rows as they are shown; days and times in the institution's zone. */
export function registerCsv({ sessions }: Pick<Register, 'sessions'>, { students, zone, codeAt }: Shown): string {
  const when = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const head = [t('register.usn'), t('register.name'), ...sessions.map(({ openedAt }) => when.format(openedAt))];
  const rows = students.map(({ student, held, attended, percent }) => [
    student.usn,
    student.name,
    ...sessions.map(({ id }) => codeAt({ studentId: student.id, sessionId: id })),
    held,
    attended,
    percent === null ? null : Math.round(percent * 100) / 100,
  ]);
  return toCsv([[...head, t('register.held'), t('register.attended'), t('register.percent')], ...rows]);
}

export function saveRegister(register: Register, shown: Shown): void {
  const { courseCode, name } = register.section;
  const plain = (text: string) => text.replace(/[^A-Za-z0-9_-]+/g, '_');
  saveText(`register-${plain(courseCode)}-${plain(name)}.csv`, registerCsv(register, shown));
}
