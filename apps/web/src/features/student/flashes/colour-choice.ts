/** What a student chose about colours of the screen, and how to take it back while they are shown. */
export interface ColourChoice {
  accepts: boolean;
  decline: () => void;
}

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

/** One choice for each person on this device: a shared tablet never shows one what another accepted. */
const keyOf = (personId: string) => `sp-colours:${personId}`;

/**
 * What was chosen before; where nothing was, people who asked their device for less motion are shown none, and the others are
 * asked: null.
 */
export function rememberedChoice(personId: string, { kept, prefersLess }: { kept: Kept; prefersLess: boolean }) {
  const before = read(kept, keyOf(personId));
  if (before === 'yes' || before === 'no') return before === 'yes';
  return prefersLess ? false : null;
}

export function rememberChoice(personId: string, { kept, accepts }: { kept: Kept; accepts: boolean }): void {
  try {
    kept.setItem(keyOf(personId), accepts ? 'yes' : 'no');
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function read(kept: Kept, key: string): string | null {
  try {
    return kept.getItem(key);
  } catch {
    return null;
  }
}
