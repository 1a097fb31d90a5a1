import type { AccessEffects, AccessPolicy } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';

/** What a change of the access policy does to people, in sentences with numbers. */
export function effectWords(props: { before: AccessPolicy; next: AccessPolicy; effects: AccessEffects }): string[] {
  const { before, next, effects } = props;
  const { withoutSecondFactor, endedSessions, endsThisSession } = effects;
  const asked = (['admin', 'faculty', 'student'] as const).filter((role) => withoutSecondFactor[role] > 0);
  const opens = next.selfRegistration.isOpen && !before.selfRegistration.isOpen;
  const closes = before.selfRegistration.isOpen && !next.selfRegistration.isOpen;
  return [
    ...asked.map((role) => t(`access.effect.${role}`, { count: withoutSecondFactor[role] })),
    ...(next.newDevice === 'confirm' && before.newDevice !== 'confirm' ? [t('access.effect.confirm')] : []),
    ...(opens ? [t('access.effect.open')] : []),
    ...(closes ? [t('access.effect.closed')] : []),
    endedSessions > 0 ? t('access.effect.sessions', { count: endedSessions }) : t('access.effect.noSessions'),
    ...(endsThisSession ? [t('access.effect.thisSession')] : []),
  ];
}
