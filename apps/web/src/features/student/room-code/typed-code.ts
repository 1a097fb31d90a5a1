import { ROOM_CODE_DIGITS } from '@smart-presence/contract';

/** The digits of what was typed or pasted, be it the code with spaces or the projector's whole link. */
export function typedCode(text: string): string {
  const fragment = /#(\d{8})\s*$/.exec(text)?.[1];
  return fragment ?? text.replace(/\D/g, '').slice(0, ROOM_CODE_DIGITS);
}

/** In two groups, as the projector shows it. */
export const shownCode = (code: string): string => (code.length > 4 ? `${code.slice(0, 4)} ${code.slice(4)}` : code);
