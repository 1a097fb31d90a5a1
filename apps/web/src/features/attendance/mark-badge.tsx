import { t } from '../../strings/index.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { toneOfMark, usePolicy } from './mark-kinds.ts';

/** A mark by its name, colour and shape; without a code: that there is none yet. */
export function MarkBadge({ code }: { code: string | null }) {
  const policy = usePolicy();
  if (code === null) return <StatusBadge tone="neutral">{t('attendance.noMark')}</StatusBadge>;
  const name = policy?.marks.find((mark) => mark.code === code)?.name ?? code;
  return <StatusBadge tone={toneOfMark(code, policy)}>{name}</StatusBadge>;
}
