import { z } from 'zod';

/** UUIDv7 text. */
export const Id = z.uuid();
/** Milliseconds since 1970-01-01 UTC. */
export const Instant = z.int().nonnegative();
/** Calendar day in the institution's time zone, `YYYY-MM-DD`. */
export const Day = z.iso.date();
/** One line of text as people type it: trimmed, not empty, no control characters. */
export const Line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters');
/** A text of several lines as people type it: trimmed, not empty, no control characters but line breaks and tabs. */
export const Text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'must not contain control characters');
export const Name = Line(120);
/** Short identifier such as `CS` or `21CS52`; compared without case. */
export const Code = Line(32).regex(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$/u, 'letters, digits, space and . _ / - only');
/** Lower case. An overwrite, not a transform: the same shape describes replies, which are encoded. */
export const Email = z.email().max(254).toLowerCase();
export const IdParams = z.object({ id: Id });

export const Page = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(25),
});
export const paged = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.int(), page: z.int(), pageSize: z.int() });
export const Search = z.string().trim().max(100).default('');
export const Done = z.object({ ok: z.literal(true) });

export const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'is not a time zone such as Asia/Kolkata');

/** A named person as lists show them. */
export const PersonRef = z.object({ id: Id, name: z.string() });
export const StudentRef = PersonRef.extend({ usn: z.string().nullable() });
export type StudentRef = z.infer<typeof StudentRef>;
