import { t } from '../../strings/index.ts';
import { useNow } from '../../ui/time.tsx';
import { timeLeft } from './clock.ts';

/** How long a session still takes check-ins. Quiet for screen readers: a voice that counts seconds helps nobody. */
export function Countdown({ endsAt }: { endsAt: number }) {
  const now = useNow(1000);
  if (now >= endsAt) return <>{t('attendance.ended')}</>;
  return <>{t('attendance.endsIn', { time: timeLeft(endsAt, now) })}</>;
}
