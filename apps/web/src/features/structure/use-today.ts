import { useZone } from '../../ui/time.tsx';

/** Today's calendar day in a zone, `YYYY-MM-DD`. */
export const dayIn = (zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.now());

/** Today's calendar day where the institution is. */
export const useToday = (): string => dayIn(useZone());
