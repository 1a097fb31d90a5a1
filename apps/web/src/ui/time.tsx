import { useEffect, useState } from 'react';
import { useMe } from '../api/me.ts';
import { t } from '../strings/index.ts';
import { formatInstant, formatRelative, type TimeStyle } from './format-time.ts';

/** The institution's time zone: every time on screen is in it. */
export const useZone = (): string => useMe().institution.timeZone;

/** An instant in the institution's zone. `relative`: "5 minutes ago" while near, with the full time on hover. */
export function Time({
  at,
  style = 'dayTime',
  relative,
}: {
  at: number | null;
  style?: TimeStyle;
  relative?: boolean;
}) {
  const zone = useZone();
  const now = useNow(relative && at !== null ? 30_000 : null);
  if (at === null) return <>{t('time.never')}</>;
  const text = (relative && formatRelative(at, now)) || formatInstant(at, zone, style);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at, zone, 'full')}>
      {text}
    </time>
  );
}

/** The present instant, renewed every `everyMs`; frozen for null. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
