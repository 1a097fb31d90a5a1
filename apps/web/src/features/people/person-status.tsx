import type { Person } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';

/** What a person's account can do, as one word. */
export function statusOf(person: Person): { tone: Tone; words: string } {
  if (person.isDisabled) return { tone: 'neutral', words: t('people.disabled') };
  // By single sign-on people arrive without a password.
  if (!person.hasPassword && person.lastSignInAt === null) return { tone: 'info', words: t('people.invited') };
  return { tone: 'ok', words: t('people.active') };
}

export function PersonStatus({ person }: { person: Person }) {
  const { tone, words } = statusOf(person);
  return <StatusBadge tone={tone}>{words}</StatusBadge>;
}
