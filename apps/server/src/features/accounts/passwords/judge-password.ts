import { normalise } from './argon2-queue.ts';

/** NIST SP 800-63B-4, 3.1.1.2: at least 15 characters where the password is the only factor, no composition rules. */
export const SHORTEST = 15;
/** The same, 3.1.1.2: beside a second factor. */
export const SHORTEST_OF_TWO = 8;

/** Characters as people count them. */
export const passwordLength = (password: string): number => [...normalise(password)].length;

export type PasswordVerdict = 'good' | 'too-short' | 'too-common';

/**
 * Decides whether a new password may be used.
 *
 * Published lists of common passwords hold next to nothing of 15 characters or more, and what they hold is built from
 * a few parts: keyboard rows, counting, repetition, and a handful of words. So instead of a list of whole passwords
 * this takes a password apart, and calls it common when such parts are all there is.
 * @param known words that an attacker would try first for this person: name, e-mail, institution.
 * @param shortest characters it must have.
 */
export const judgePassword = (
  password: string,
  known: readonly string[] = [],
  shortest: number = SHORTEST,
): PasswordVerdict => {
  const text = normalise(password);
  if ([...text].length < shortest) return 'too-short';
  return isPredictable(text.toLowerCase(), known) ? 'too-common' : 'good';
};

/** More than this many characters that no pattern explains make a password hard enough to guess. */
const UNEXPLAINED = 3;
const LONGEST_WORD = 32;
/** A longer run or repetition is made of pieces of three to five. */
const LONGEST_PIECE = 5;

const isPredictable = (text: string, known: readonly string[]): boolean => {
  const words = new Set([...commonWords, ...known.flatMap(partsOf)]);
  const plain = [...text];
  const spellings = [plain, plain.filter((letter) => !/[\s\p{P}]/u.test(letter)), plain.map(unmask)];
  return spellings.some((letters) => fewestUnexplained(letters, words) <= UNEXPLAINED);
};

const unmask = (letter: string): string => lookalikes[letter] ?? letter;

/** Cheapest way to cover the text with predictable parts: each other character counts one. */
const fewestUnexplained = (letters: readonly string[], words: ReadonlySet<string>): number => {
  const cost: number[] = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = (cost[end - 1] ?? 0) + 1;
    for (let start = Math.max(0, end - LONGEST_WORD); start <= end - 3; start += 1) {
      const before = cost[start] ?? 0;
      if (before >= best) continue;
      if (words.has(letters.slice(start, end).join('')) || isPattern(letters, start, end)) best = before;
    }
    cost[end] = best;
  }
  return cost[letters.length] ?? 0;
};

const isPattern = (letters: readonly string[], start: number, end: number): boolean => {
  if (end - start > LONGEST_PIECE) return false;
  const part = letters.slice(start, end);
  return isRun(part) || isKeyboardWalk(part) || isYear(part) || repeatsWhatWas(letters, start, end);
};

const isYear = (part: readonly string[]): boolean => /^(19|20)\d\d$/.test(part.join(''));

/** `aaa`, `abc`, `987`, `2468`: every step the same small distance. */
const isRun = (part: readonly string[]): boolean => {
  const codes = part.map((letter) => letter.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return Math.abs(step) <= 2 && codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step);
};

/** Rows of the keys, and the columns that slanted fingers make of them. */
const walks = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1qa2ws3ed4rf5tg6yh7uj8ik9ol0p',
  '1qazxsw23edcvfr45tgbnhy6',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertzuiop',
  'yxcvbnm',
];
const bothWays = walks.flatMap((walk) => [walk, [...walk].reverse().join('')]);

const isKeyboardWalk = (part: readonly string[]): boolean => {
  const text = part.join('');
  return bothWays.some((walk) => walk.includes(text));
};

/** The part began earlier in the password already: `passwordpassword` is no harder than `password`. */
const repeatsWhatWas = (letters: readonly string[], start: number, end: number): boolean => {
  const length = end - start;
  for (let from = 0; from < start; from += 1) {
    if (letters[from] === letters[start] && sameStretch(letters, from, start, length)) return true;
  }
  return false;
};

const sameStretch = (letters: readonly string[], one: number, other: number, length: number): boolean => {
  for (let at = 0; at < length; at += 1) if (letters[one + at] !== letters[other + at]) return false;
  return true;
};

const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** A name in the forms people type: its words, and all of them run together. */
const partsOf = (name: string): string[] => {
  const parts = name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return [...parts, parts.join('')].filter((part) => part.length >= 3 && part.length <= LONGEST_WORD);
};

const commonWords = `password passwort passord parola contraseña contrasena motdepasse senha passphrase passcode pass
  welcome letmein login signin admin administrator root user guest test default changeme change master secret access
  hello iloveyou loveyou love sunshine princess dragon monkey football baseball cricket superman batman pokemon
  shadow michael jordan summer winter spring autumn monday january god jesus allah krishna mother father family
  college school university institute student students teacher faculty attendance smart presence smartpresence
  computer internet samsung google facebook whatsapp instagram india bangalore
  correct horse battery staple very long strong safe secure security please enter
  january february march april may june july august september october november december
  tuesday wednesday thursday friday saturday sunday morning world best good forever always trustno whatever qwerty azerty`
  .split(/\s+/)
  .filter(Boolean);
