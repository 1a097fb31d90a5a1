import type { KioskCheckInReply, KioskFinding } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { IconName } from '../../ui/icon.tsx';

/** What the screen says about a visit. */
export interface DoorResult {
  tone: 'good' | 'bad';
  icon: IconName;
  /** The name, or what to do. */
  title: string;
  body: string;
  /** How long it stays, milliseconds. */
  forMs: number;
}

const named: Partial<Record<KioskFinding, number>> = { marked: 1000, already: 1000, review: 2500 };

/** A name is shown for a second; advice takes longer to read. */
export function resultOf({
  finding,
  name,
  marks,
  isAhead = false,
}: KioskCheckInReply & { isAhead?: boolean }): DoorResult {
  const forMs = named[finding] ?? 2500;
  const meaning = marks.map((mark) => `${mark.meaning}, ${mark.courseName}`).join(' · ');
  // Nothing is promised that this device cannot know.
  if (isAhead && name !== null)
    return { tone: 'good', icon: 'clock', title: name, body: t('door.result.ahead', { meaning }), forMs: 2500 };
  switch (finding) {
    case 'marked':
      return {
        tone: 'good',
        icon: 'checkCircle',
        title: name ?? '',
        body: t('door.result.marked', { meaning }),
        forMs,
      };
    case 'already':
      return { tone: 'good', icon: 'check', title: name ?? '', body: t('door.result.already', { meaning }), forMs };
    case 'review': {
      const body = `${t('door.result.review')}. ${t('door.result.reviewBody')}`;
      return { tone: 'good', icon: 'question', title: name ?? '', body, forMs };
    }
    case 'unsure':
    case 'unknown':
      return {
        tone: 'bad',
        icon: 'question',
        title: t('door.result.ask'),
        body: t(`door.result.${finding}`),
        forMs,
      };
    case 'closed':
      return {
        tone: 'bad',
        icon: 'clock',
        title: t('door.result.closed'),
        body: t('door.result.closedBody'),
        forMs,
      };
    default:
      return { tone: 'bad', icon: 'refresh', title: t('door.result.again'), body: t(`door.result.${finding}`), forMs };
  }
}
