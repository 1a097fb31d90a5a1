import { z } from 'zod';
import type { AuditAction, AuditProblemCode, AuditSubjectKind } from './audit-actions.ts';
import { Day, Id, Instant, PersonRef, Search } from './common.ts';
import { route } from './route.ts';

/** A code of one of the lists in `audit-actions.ts`. Not checked against it: pages of others would have to load the list. */
const Code = <T extends string>() => z.string().max(60) as unknown as z.ZodType<T, T>;

/** One entry of the audit log as administrators read it. */
export const AuditRecord = z.object({
  seq: z.int(),
  at: Instant,
  action: Code<AuditAction>(),
  /** Who did it; null: the server, somebody who had not signed in, or somebody erased. */
  actor: PersonRef.nullable(),
  isActorErased: z.boolean(),
  /** What it was done to; null: erased. */
  subject: z
    .object({ kind: Code<AuditSubjectKind>(), id: z.string().nullable(), name: z.string().nullable() })
    .nullable(),
  /** Whom it is about, where that is somebody. */
  person: PersonRef.nullable(),
  /** What changed; null: erased. */
  details: z.record(z.string(), z.unknown()).nullable(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

export const AuditState = z.object({
  /** Number of the newest entry; 0: there is none. */
  newest: z.int(),
  /** Entries up to here were removed past their retention. */
  prunedUpTo: z.int(),
  /** What the server that answers has verified since it started. */
  verifiedUpTo: z.int(),
  verifiedAt: Instant.nullable(),
  /** When it last verified everything from the beginning. */
  sweptAt: Instant.nullable(),
  /** The first entry that does not fit. */
  broken: z.object({ seq: z.int(), problem: Code<AuditProblemCode>() }).nullable(),
  checkpoint: z.object({ seq: z.int(), at: Instant }).nullable(),
  /** What signs: the name of the key, and the key. */
  keyId: z.string(),
  publicKey: z.string(),
  /** null: entries are kept for ever. */
  retentionDays: z.int().nullable(),
});
export type AuditState = z.infer<typeof AuditState>;

const tag = 'audit';

export const auditRoutes = {
  listAudit: route({
    method: 'GET',
    path: '/api/audit',
    tag,
    summary: 'The audit log, newest first',
    query: z.object({
      /** Who did it, or whom it is about. */
      person: Id.optional(),
      action: Code<AuditAction>().optional(),
      subject: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
      search: Search,
      /** Entries before this number: how the next page is asked for. */
      before: z.coerce.number().int().positive().optional(),
    }),
    reply: z.object({
      items: z.array(AuditRecord),
      /** Ask for entries before this number to see more; null: that was all. */
      next: z.int().nullable(),
    }),
  }),
  auditState: route({
    method: 'GET',
    path: '/api/audit/state',
    tag,
    summary: 'How far the audit log is verified and signed',
    reply: AuditState,
  }),
  prepareAuditBundle: route({
    method: 'POST',
    path: '/api/audit/bundles',
    tag,
    summary: 'Signs the log as it is now; the reply says where to download it, for some minutes and the one who asked',
    body: z.object({}),
    reply: z.object({ url: z.string(), seq: z.int() }),
  }),
  auditBundle: route({
    method: 'GET',
    path: '/api/audit/bundles/:ticket',
    tag,
    summary: 'The audit log as NDJSON with its signed checkpoints, for `smart-presence audit verify`',
    params: z.object({ ticket: z.string().max(200) }),
    reply: 'stream',
  }),
};
