import { t } from '../../../strings/index.ts';
import { Notice, Problem } from '../../../ui/states.tsx';
import type { Place } from './edits.ts';
import type { Refusal } from './use-register.ts';

interface RefusalNoticeProps {
  refusal: Refusal;
  studentName: (id: string) => string;
  whenOf: (place: Place) => string;
  nameOf: (code: string) => string;
}

/** Says what was not saved, and why. */
export function RefusalNotice({ refusal, studentName, whenOf, nameOf }: RefusalNoticeProps) {
  const { conflict, count, error } = refusal;
  if (!conflict)
    return (
      <>
        <Notice tone="warn">{t('register.failed', { count })}</Notice>
        <Problem error={error} />
      </>
    );
  const mark = conflict.code === '' ? t('register.noMark') : nameOf(conflict.code);
  return (
    <div role="alert">
      <Notice tone="warn">
        {t('register.conflict', { student: studentName(conflict.studentId), when: whenOf(conflict), mark })}
        {count > 1 && ` ${t('register.conflictMore', { count: count - 1 })}`}
      </Notice>
    </div>
  );
}
