import { z } from 'zod';
import { Id, IdParams, Instant, Page, PersonRef, paged } from './common.ts';
import { route } from './route.ts';

/** How many rows of one kind of data. */
export const KindCount = z.object({ kind: z.string(), count: z.int() });
export type KindCount = z.infer<typeof KindCount>;

export const ErasurePreview = z.object({
  person: PersonRef,
  /** Goes, or is emptied of everything that says who it was. */
  erases: z.array(KindCount),
  /** Stays under a pseudonym: the institution's statistics are made of it. */
  keeps: z.array(KindCount),
});
export type ErasurePreview = z.infer<typeof ErasurePreview>;

/** What was erased, signed by the server's key: can be checked without the server. */
export const ErasureCertificate = z.object({
  purpose: z.literal('smart-presence/erasure-certificate'),
  version: z.literal(1),
  id: Id,
  institution: z.string(),
  /** The pseudonym under which marks are kept. */
  person: Id,
  erasedAt: Instant,
  erased: z.array(KindCount),
  kept: z.array(KindCount),
  /** Name of the key that signed it, and the key: 32 bytes, base64url. */
  keyId: z.string(),
  publicKey: z.string(),
  /** Ed25519 over the canonical JSON (RFC 8785) of everything above, base64url. */
  signature: z.string(),
});
export type ErasureCertificate = z.infer<typeof ErasureCertificate>;

/** A person who was erased; nobody knows who it was. */
export const ErasedPerson = z.object({
  id: Id,
  person: Id,
  at: Instant,
  erased: z.int(),
  kept: z.int(),
});
export type ErasedPerson = z.infer<typeof ErasedPerson>;

const tag = 'privacy';

export const privacyRoutes = {
  previewErasure: route({
    method: 'GET',
    path: '/api/people/:id/erasure',
    tag,
    summary: 'What erasing a person would erase and keep, in numbers',
    params: IdParams,
    reply: ErasurePreview,
  }),
  erasePerson: route({
    method: 'POST',
    path: '/api/people/:id/erasure',
    tag,
    summary: 'Erase a person; marks stay under a pseudonym',
    params: IdParams,
    body: z.object({}),
    reply: ErasureCertificate,
  }),
  listErasures: route({
    method: 'GET',
    path: '/api/erasures',
    tag,
    summary: 'People who were erased, newest first',
    query: Page,
    reply: paged(ErasedPerson),
  }),
  erasureCertificate: route({
    method: 'GET',
    path: '/api/erasures/:id/certificate',
    tag,
    summary: 'The signed certificate of an erasure',
    params: IdParams,
    reply: ErasureCertificate,
  }),
  copyMyData: route({
    method: 'POST',
    path: '/api/me/data-copy',
    tag,
    summary: 'Everything held about the viewer, as a ZIP; only within ten minutes of proving again who one is',
    body: z.object({}),
    reply: 'file',
  }),
  copyPersonData: route({
    method: 'POST',
    path: '/api/people/:id/data-copy',
    tag,
    summary: 'Everything held about a person, as a ZIP to be handed to them; who made it is written down',
    params: IdParams,
    body: z.object({}),
    reply: 'file',
  }),
};
