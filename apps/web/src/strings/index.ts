import { en } from './en.ts';

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

const catalogue: Catalogue = en;
export const language = 'en';
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** The words for a key, with `{name}` replaced by variables; numbers are written as the language does. */
export function t<K extends Key>(key: K, ...args: Args<K>): string {
  return fill(catalogue[key], (args[0] ?? {}) as Record<string, Value>);
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
