import { Readable } from 'node:stream';
import { type AuditGuard, type AuditSigner, audit, exportBundle, newestStatement } from '../../platform/audit/index.ts';
import { deriveKey, equalText, sign } from '../../platform/crypto/index.ts';
import { transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { addDays, startOfDay, timeZone } from '../academics/index.ts';
import { institution } from '../accounts/index.ts';
import { searchLog } from './search-log.ts';

const TICKET_MS = 10 * 60_000;

interface AuditRoutes {
  guard: AuditGuard;
  signer: AuditSigner;
  retentionDays: number | null;
}

export const auditRoutes = ({ db, router, secrets }: Platform, { guard, signer, retentionDays }: AuditRoutes): void => {
  router.on('listAudit', async ({ query }) => {
    const zone = await timeZone(db);
    const { from, to, ...filter } = query;
    return searchLog(db, {
      ...filter,
      since: from === undefined ? undefined : startOfDay(zone, from),
      until: to === undefined ? undefined : startOfDay(zone, addDays(to, 1)),
    });
  });
  router.on('auditState', async () => {
    // What was added since is verified now: it is little, and whoever asks wants to know.
    await guard.follow();
    const newest = await db.selectFrom('auditEntry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const checkpoint = await newestStatement(db, 'checkpoint');
    const { keyId, publicKey } = signer;
    return {
      ...guard.state,
      newest: newest?.seq ?? 0,
      prunedUpTo: (await newestStatement(db, 'pruned'))?.seq ?? 0,
      checkpoint: checkpoint ? { seq: checkpoint.seq, at: checkpoint.at } : null,
      keyId,
      publicKey,
      retentionDays,
    };
  });

  const key = deriveKey(secrets.signing, 'audit-bundle');
  const proofOf = (personId: string, until: number): string => sign(key, `${personId} ${until}`);
  router.on('prepareAuditBundle', async ({ viewer, now }) => {
    const { personId } = viewer;
    const subject = { kind: 'audit-log', id: null } as const;
    await transact(db, (trx) => audit(trx, { action: 'audit.exported', at: now, actorId: personId, subject }));
    // Also where something is wrong: then whoever verifies the bundle sees what.
    await guard.checkpoint();
    const until = now + TICKET_MS;
    const seq = (await newestStatement(db, 'checkpoint'))?.seq ?? 0;
    return { url: `/api/audit/bundles/${until}.${proofOf(personId, until)}`, seq };
  });
  router.on('auditBundle', async ({ params, viewer, now, reply }) => {
    const [until = '', proof = ''] = params.ticket.split('.');
    if (!(Number(until) >= now) || !equalText(proof, proofOf(viewer.personId, Number(until)))) return fail('not_found');
    const { name } = await institution(db);
    const day = new Date(now).toISOString().slice(0, 10);
    const lines = exportBundle(db, { signer, institution: name, now });
    await reply
      .type('application/x-ndjson')
      .header('content-disposition', `attachment; filename="audit-${day}.ndjson"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(lines));
    return undefined;
  });
};
