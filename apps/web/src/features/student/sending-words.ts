import { t } from '../../strings/index.ts';
import type { Obstacle } from './send-patiently.ts';

/** What is said while a check-in is on its way. */
export function sendingWords(obstacle: Obstacle | null): string {
  if (obstacle === 'network') return t('student.checkIn.waitingNetwork');
  return obstacle === 'server' ? t('student.checkIn.waitingServer') : t('student.checkIn.sending');
}
