import type { CaseLink, SecurityEvent, SecuritySubject, Severity } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { Tone } from '../../ui/status-badge.tsx';

const short = (id: string): string => id.slice(0, 6);

/** Who something is about, in words. Networks and devices are told apart by the beginning of their hash. */
export function subjectWords({ kind, id, name, usn }: SecuritySubject): string {
  if (name !== null) return usn === null ? name : `${name} (${usn})`;
  if (kind === 'network') return t('security.actor.network', { id: short(id) });
  if (kind === 'device') return t('security.actor.device', { id: short(id) });
  if (kind === 'server') return t(id === 'many' ? 'security.actor.many' : 'security.actor.server');
  return t(kind === 'case' ? 'security.actor.case' : 'security.actor.gone');
}

const timesWords = (times: number): string => (times === 1 ? '' : ` (${t('security.times', { count: times })})`);

export const reasonWords = ({ code, times }: { code: SecurityEvent['code']; times: number }): string =>
  `${t(`security.code.${code}`)}${timesWords(times)}`;

/** What else is known of an event: about whom, with whom, where. */
export function detailsOf({ person, actor, others, section, facts }: SecurityEvent): string {
  const names = others.map(({ name }) => name).join(', ');
  return [
    person && person.id !== actor.id ? t('security.aboutPerson', { name: person.name }) : '',
    names && t('security.withOthers', { names }),
    section && t('security.inSection', { section: `${section.courseCode} ${section.name}` }),
    typeof facts.route === 'string' ? facts.route : '',
    typeof facts.origin === 'string' ? facts.origin : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

export function linkWords({ kind, facts }: CaseLink): string {
  const { times, of = times, seconds = 0 } = facts;
  return kind === 'lock-step'
    ? t('security.link.lock-step', { seconds, times, of })
    : t(`security.link.${kind}`, { count: times });
}

export const toneOf: Record<Severity, Tone> = { low: 'info', medium: 'warn', high: 'bad' };
