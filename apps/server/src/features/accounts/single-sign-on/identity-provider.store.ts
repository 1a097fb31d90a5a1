import { createHash } from 'node:crypto';
import { type IdentityProvider, IdentityProviderSettings } from '@smart-presence/contract';
import { deriveKey, openJson, sealJson } from '../../../platform/crypto/index.ts';
import { type Db, isUniqueViolation, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { ProviderFault } from './bounded-fetch.ts';

/** A provider as the server uses it; the secret is opened only to ask the provider. */
export interface StoredProvider {
  id: string;
  settings: IdentityProviderSettings;
  clientSecret: Uint8Array | null;
  updatedAt: number;
}

/** Seals and opens client secrets: each is bound to the id of its provider. */
export interface SecretBox {
  seal(providerId: string, secret: string): Uint8Array;
  /** @throws ProviderFault `secret_lost` when the server's own secret was replaced. */
  open(provider: Pick<StoredProvider, 'id' | 'clientSecret'>): string | null;
}

export const secretBox = (signing: Buffer): SecretBox => {
  const key = deriveKey(signing, 'identity-provider');
  return {
    seal: (bound, secret) => sealJson({ key, bound }, secret),
    open: ({ id, clientSecret }) => {
      if (clientSecret === null) return null;
      try {
        return String(openJson({ key, bound: id }, clientSecret));
      } catch (cause) {
        throw new ProviderFault('secret_lost', '', cause);
      }
    },
  };
};

const columns = ['id', 'settings', 'clientSecret', 'isEnabled', 'updatedAt'] as const;
type Row = { id: string; settings: string; clientSecret: Uint8Array | null; isEnabled: boolean; updatedAt: number };

const toProvider = ({ settings, isEnabled, ...row }: Row): StoredProvider => ({
  ...row,
  settings: IdentityProviderSettings.parse({ ...JSON.parse(settings), isEnabled }),
});

export const findProvider = async (db: Db, id: string): Promise<StoredProvider | undefined> => {
  const row = await db.selectFrom('identityProvider').select(columns).where('id', '=', id).executeTakeFirst();
  return row && toProvider(row);
};

/** A provider that people may sign in with right now. */
export const enabledProvider = async (db: Db, id: string): Promise<StoredProvider | undefined> => {
  const provider = await findProvider(db, id);
  return provider?.settings.isEnabled ? provider : undefined;
};

/** All of them, oldest first: buttons keep their order. */
export const allProviders = async (db: Db): Promise<StoredProvider[]> =>
  (await db.selectFrom('identityProvider').select(columns).orderBy('id').execute()).map(toProvider);

export interface KeptProvider {
  /** Absent: a new one. */
  id?: string | undefined;
  settings: IdentityProviderSettings;
  /** undefined: as it was. */
  clientSecret?: string | null | undefined;
  now: number;
}

/** @throws AppError `invalid_request` when another provider has this issuer. */
export const keepProvider = async (db: Db, box: SecretBox, props: KeptProvider): Promise<StoredProvider> => {
  const { settings, clientSecret, now } = props;
  const id = props.id ?? newId(now);
  const values = {
    issuer: issuerOf(settings),
    settings: JSON.stringify(settings),
    isEnabled: settings.isEnabled,
    updatedAt: now,
  };
  const secret =
    clientSecret === undefined ? {} : { clientSecret: clientSecret === null ? null : box.seal(id, clientSecret) };
  try {
    if (props.id === undefined)
      await db
        .insertInto('identityProvider')
        .values({ id, createdAt: now, clientSecret: null, ...secret, ...values })
        .execute();
    else
      await db
        .updateTable('identityProvider')
        .set({ ...values, ...secret })
        .where('id', '=', id)
        .execute();
  } catch (error) {
    if (isUniqueViolation(error))
      fail('invalid_request', { details: [{ path: 'body.issuer', message: 'is another provider’s already' }] });
    throw error;
  }
  return (await findProvider(db, id)) ?? fail('not_found');
};

/** As `URL` writes it. */
export const issuerOf = ({ issuer }: Pick<IdentityProviderSettings, 'issuer'>): string => new URL(issuer).href;

/**
 * The page a provider sends people back to. Each issuer has its own, so that an answer of one never passes for another's
 * (RFC 9700, 4.4), whether or not a provider names itself in its answers.
 */
export const redirectUriOf = (issuer: string, baseUrl: string): string =>
  `${baseUrl}/sign-in/return/${createHash('sha256').update(new URL(issuer).href).digest('hex').slice(0, 16)}`;

export interface Shown {
  identities: number;
  baseUrl: string;
}

export const shownProvider = (provider: StoredProvider, { identities, baseUrl }: Shown): IdentityProvider => ({
  ...provider.settings,
  id: provider.id,
  hasSecret: provider.clientSecret !== null,
  redirectUri: redirectUriOf(provider.settings.issuer, baseUrl),
  identities,
  updatedAt: provider.updatedAt,
});

const FIRST = 'single-sign-on-first';

export const isSingleSignOnFirst = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('setting').select('value').where('key', '=', FIRST).executeTakeFirst())?.value === 'yes';

export const keepSignInOrder = async (db: Db, isFirst: boolean): Promise<void> => {
  const value = isFirst ? 'yes' : 'no';
  await db
    .insertInto('setting')
    .values({ key: FIRST, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
};
