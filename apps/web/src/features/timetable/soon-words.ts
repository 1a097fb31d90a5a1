import '../../strings/next-class-words.ts';
import { t } from '../../strings/index.ts';
import { formatRelative } from '../../ui/format-time.ts';

/** "In 25 minutes · Room 204": what somebody in a corridor wants to know. */
export function soonWords({ startsAt, room }: { startsAt: number; room: string | null }, now: number): string {
  const when = startsAt <= now ? t('next.now') : (formatRelative(startsAt, now) ?? '');
  return [when.charAt(0).toUpperCase() + when.slice(1), room === null ? '' : t('next.room', { room })]
    .filter(Boolean)
    .join(' · ');
}
