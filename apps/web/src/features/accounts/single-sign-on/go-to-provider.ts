import { safePath } from '../safe-path.ts';

const NEXT = 'sp-next';

/** Where a provider leads people back to; what follows is the provider's own page. */
export const returnPath = '/sign-in/return/';

/** Leads this browser to a provider's own page; what comes after this call is never reached. */
export async function goToProvider({ url, next }: { url: string; next: string }): Promise<never> {
  if (!/^https?:\/\//.test(url)) throw new Error('A provider has to be a web page.');
  // Kept in this tab alone: the provider need not know where somebody wants to go here.
  window.sessionStorage.setItem(NEXT, next);
  window.location.assign(url);
  return new Promise<never>(() => undefined);
}

/** Where to go on after a provider. Stays for another attempt when this one failed. */
export const nextAfterProvider = (): string => safePath(window.sessionStorage.getItem(NEXT)) ?? '/';
export const forgetNext = (): void => window.sessionStorage.removeItem(NEXT);
