import { useEffect, useState } from 'react';

/**
 * The one-time token of a link, read from what follows its `#`: that part is never sent to a server or written to its
 * log. It is taken out of the address at once, so that neither history nor a screenshot keeps it.
 */
export function useTokenFragment(): string | null {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    // A link pasted into the tab that shows this page already only changes the fragment.
    const take = () => setToken(takeToken());
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}

let taken: string | null = null;

function takeToken(): string | null {
  const text = tokenIn(window.location.hash);
  if (text) {
    taken = text;
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }
  return taken;
}

/** `#token=abc` or `#abc`; null when there is none long enough. */
export function tokenIn(hash: string): string | null {
  const text = hash.replace(/^#/, '');
  const token = new URLSearchParams(text).get('token') || (text.includes('=') ? '' : text);
  return token.length >= 20 && token.length <= 200 ? token : null;
}
