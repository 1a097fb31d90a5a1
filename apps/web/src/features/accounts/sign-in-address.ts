import { safePath } from './safe-path.ts';

export interface SignInArrival {
  /** Path to return to. */
  next: string;
  /** `ended`: the session ran out or was ended elsewhere; `left`: the person signed out. */
  why: 'ended' | 'left' | null;
}

/** Address of the sign-in page, remembering where to return. */
export function signInAddress(arrival: Partial<SignInArrival>): string {
  const search = new URLSearchParams();
  const next = safePath(arrival.next);
  if (next && next !== '/') search.set('next', next);
  if (arrival.why) search.set('why', arrival.why);
  const text = search.toString();
  return text ? `/sign-in?${text}` : '/sign-in';
}

/** Reads what `signInAddress` wrote; anything else counts as absent. */
export function readArrival(text: string): SignInArrival {
  const search = new URLSearchParams(text);
  const why = search.get('why');
  return { next: safePath(search.get('next')) ?? '/', why: why === 'ended' || why === 'left' ? why : null };
}
