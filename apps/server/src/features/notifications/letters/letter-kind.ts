import type { z } from 'zod';
import type { Institution } from '../../accounts/index.ts';
import { type Contents, type Letter, layOut } from './lay-out.ts';

/** How a letter names what it cannot know itself. */
export interface Words {
  institution: string;
  /** An instant (milliseconds UTC) as people of the institution read it, with its zone. */
  time: (at: number) => string;
}

/** One kind of letter: what it has to know, which travels sealed, and how it is written. */
export interface LetterKind<S extends z.ZodType = z.ZodType> {
  data: S;
  write: (data: z.output<S>, institution: Institution) => Letter;
}

/** A kind of letter from what it says; times are told in the institution's zone. */
export const letterKind = <S extends z.ZodType>(props: {
  data: S;
  contents: (data: z.output<S>, words: Words) => Contents;
}): LetterKind<S> => ({
  data: props.data,
  write: (data, { name, timeZone }) => {
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone });
    const time = (at: number) => `${format.format(at)} (${timeZone})`;
    return layOut(name, props.contents(data, { institution: name, time }));
  },
});
