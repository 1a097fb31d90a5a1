import { atServerUpToDate, type Environment, type Refused } from './platform/at-server.ts';
import {
  createVerifier,
  feedVerifier,
  newestStatement,
  openAuditSigner,
  trust,
  type Verdict,
} from './platform/audit/index.ts';
import { loadSecrets } from './platform/crypto/index.ts';

/** Verifies the whole log of the configured installation, beside a server that runs or without one. */
export const verifyAtServer = (env: Environment): Promise<Verdict | Refused> =>
  atServerUpToDate(env, async ({ config, db }): Promise<Verdict> => {
    const { publicKey } = openAuditSigner(loadSecrets(config).signing);
    const verifier = createVerifier(trust(publicKey, ...config.auditFormerKeys));
    const pruned = await newestStatement(db, 'pruned');
    if (pruned) verifier.statement(pruned);
    await feedVerifier(db, { verifier, breathe: () => Promise.resolve() });
    return verifier.end();
  });
