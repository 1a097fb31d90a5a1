import { everyone } from './en/everyone.ts';
import type { en } from './en.ts';

/** One message, or its plural forms chosen by the variable `count`. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });
export type Key = keyof typeof en;
/** What another language has to provide: the same keys, in a file like en.ts. */
export type Catalogue = Record<Key, Message>;

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type TextOf<M> = M extends string ? M : M[keyof M];
type VarsOf<K extends Key> = (typeof en)[K] extends string
  ? NamesIn<(typeof en)[K]>
  : NamesIn<TextOf<(typeof en)[K]>> | 'count';
type Value = string | number;
type Args<K extends Key> = [VarsOf<K>] extends [never] ? [] : [vars: Record<VarsOf<K>, Value>];

/** Those that anybody may meet, and what was added for whoever is signed in. */
const catalogue: Partial<Catalogue> = { ...everyone };

/** Adds words that not everybody needs, before the first screen that shows them. */
export function addWords(words: Partial<Catalogue>): void {
  Object.assign(catalogue, words);
}

export const language = 'en';
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** The words for a key, with `{name}` replaced by variables; numbers are written as the language does. */
export function t<K extends Key>(key: K, ...args: Args<K>): string {
  // A word that was not loaded shows its key, which the stories would see.
  return fill(catalogue[key] ?? key, (args[0] ?? {}) as Record<string, Value>);
}

/** The exported heart of `t`, for tests and for other catalogues. */
export function fill(message: Message, vars: Record<string, Value>): string {
  const text = typeof message === 'string' ? message : pluralForm(message, Number(vars.count));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = vars[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

function pluralForm(message: Exclude<Message, string>, count: number): string {
  return message[plurals.select(count)] ?? message.other;
}
