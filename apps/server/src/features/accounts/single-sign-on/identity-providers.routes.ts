import type { CustomFetch } from 'openid-client';
import { audited } from '../../../platform/audit/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { baseUrlOf } from '../base-url.ts';
import { ProviderFault } from './bounded-fetch.ts';
import { countIdentities } from './identity.store.ts';
import {
  allProviders,
  findProvider,
  isSingleSignOnFirst,
  keepSignInOrder,
  redirectUriOf,
  type SecretBox,
  shownProvider,
} from './identity-provider.store.ts';
import { inspectProvider } from './inspect-provider.ts';
import { deleteProvider, saveProvider } from './save-provider.ts';

/** Providers as an administrator keeps them. A secret goes in and never comes out. */
export const identityProviderRoutes = (
  { config, db, router }: Platform,
  { box, fetch }: { box: SecretBox; fetch: CustomFetch },
): void => {
  router.on('listIdentityProviders', async ({ request }) => {
    const counts = await countIdentities(db);
    const baseUrl = baseUrlOf(config, request);
    const providers = (await allProviders(db)).map((provider) =>
      shownProvider(provider, { identities: counts.get(provider.id) ?? 0, baseUrl }),
    );
    return { providers, isSingleSignOnFirst: await isSingleSignOnFirst(db) };
  });
  router.on('createIdentityProvider', async ({ viewer, body, now, request }) => {
    const { clientSecret, ...settings } = body;
    const provider = await saveProvider(db, box, { settings, clientSecret, actorId: viewer.personId, now });
    return shownProvider(provider, { identities: 0, baseUrl: baseUrlOf(config, request) });
  });
  router.on('updateIdentityProvider', async ({ viewer, params, body, now, request }) => {
    const { clientSecret, ...settings } = body;
    const provider = await saveProvider(db, box, {
      id: params.id,
      settings,
      clientSecret,
      actorId: viewer.personId,
      now,
    });
    const identities = (await countIdentities(db)).get(provider.id) ?? 0;
    return shownProvider(provider, { identities, baseUrl: baseUrlOf(config, request) });
  });
  router.on('deleteIdentityProvider', async ({ viewer, params, now }) => {
    await deleteProvider(db, { id: params.id, actorId: viewer.personId, now });
    return { ok: true } as const;
  });
  router.on('testIdentityProvider', async ({ body, request }) => {
    const { issuer, scopes, providerId } = body;
    const findings = await inspectProvider({ issuer, scopes, fetch });
    if (providerId !== undefined && !isSecretThere(box, (await findProvider(db, providerId)) ?? fail('not_found')))
      findings.push({ tone: 'problem', code: 'secret_lost', value: '' });
    return {
      isUsable: findings.every(({ tone }) => tone !== 'problem'),
      redirectUri: redirectUriOf(issuer, baseUrlOf(config, request)),
      findings,
    };
  });
  router.on('saveSignInOrder', async ({ viewer, body, now }) => {
    await audited(db, {
      work: (trx) => keepSignInOrder(trx, body.isSingleSignOnFirst),
      entry: () => ({
        action: 'sign-in-order.saved',
        at: now,
        actorId: viewer.personId,
        subject: { kind: 'institution', id: null },
        details: body,
      }),
    });
    return { ok: true } as const;
  });
};

const isSecretThere = (box: SecretBox, provider: Parameters<SecretBox['open']>[0]): boolean => {
  try {
    box.open(provider);
    return true;
  } catch (error) {
    if (error instanceof ProviderFault) return false;
    throw error;
  }
};
