import { useEffect, useState } from 'react';

/** Eight digits of a link's fragment, as the QR code on the projector has it; null: none are there. */
export const codeOfHash = (hash: string): string | null => /^#?(\d{8})$/.exec(hash)?.[1] ?? null;

let carried: string | null = null;

/** Keeps the code of a scanned link for the page that needs it, and takes it out of the address bar and its history. */
export function pickUpCode(): void {
  const code = codeOfHash(window.location.hash);
  if (code === null) return;
  carried = code;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
}

/**
 * A link of another code, followed on the page itself, changes the fragment alone and loads nothing: the page begins again.
 * @returns a function that stops looking.
 */
export function beginAgainWithNewCode(): () => void {
  const look = () => {
    if (codeOfHash(window.location.hash) !== null) window.location.reload();
  };
  window.addEventListener('hashchange', look);
  return () => window.removeEventListener('hashchange', look);
}

/**
 * The carried code for the field that sends it; empty when none was carried. It is let go once the field stands on the
 * page: a drawing React gives up half-way must not cost the code, and a code that was tried is not tried again.
 */
export function useCarriedCode(): string {
  const [code] = useState(carriedCode);
  useEffect(letGo, []);
  return code;
}

const carriedCode = (): string => carried ?? '';

function letGo(): void {
  carried = null;
}
