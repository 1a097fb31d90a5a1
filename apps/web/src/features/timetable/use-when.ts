import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';

/** "Mon 3 Aug, 09:30–10:20" in the institution's zone. */
export function useWhen(): (one: { startsAt: number; endsAt: number }) => string {
  const zone = useZone();
  return ({ startsAt, endsAt }) => `${formatInstant(startsAt, zone)}–${formatInstant(endsAt, zone, 'time')}`;
}
