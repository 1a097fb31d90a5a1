/**
 * A path of this site to return to after sign-in, or null. Anything that could lead elsewhere (`//host`, `/\host`,
 * another scheme) is refused: a sign-in link must not send people to a stranger.
 */
export function safePath(value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > 2000) return null;
  const base = 'http://here.invalid';
  if (!URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  if (url.origin !== base || url.pathname.startsWith('//') || url.pathname === '/sign-in') return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
