import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from 'openid-client';
import { isSafeTransport, ProviderFault } from './bounded-fetch.ts';
import { issuerOf, type SecretBox, type StoredProvider } from './identity-provider.store.ts';

/** What a provider published is believed this long. */
const FRESH_MS = 10 * 60_000;
const CLOCK_TOLERANCE_SECONDS = 30;

export interface Connections {
  /** Ready to ask a provider. @throws ProviderFault, or what openid-client throws. */
  to(provider: StoredProvider): Promise<Configuration>;
}

export interface ConnectionOptions {
  fetch: CustomFetch;
  box: SecretBox;
  clock: () => number;
}

interface Known {
  updatedAt: number;
  fetchedAt: number;
  configuration: Promise<Configuration>;
}

/** Connections of this process: discovery is asked for once at a time, and again when it is old or settings changed. */
export const openConnections = ({ fetch, box, clock }: ConnectionOptions): Connections => {
  const known = new Map<string, Known>();
  return {
    to: (provider) => {
      const { id, updatedAt } = provider;
      const now = clock();
      const before = known.get(id);
      if (before && before.updatedAt === updatedAt && now - before.fetchedAt < FRESH_MS) return before.configuration;
      const configuration = connect(provider, { fetch, secret: () => box.open(provider) });
      known.set(id, { updatedAt, fetchedAt: now, configuration });
      configuration.catch(() => known.get(id)?.configuration === configuration && known.delete(id));
      return configuration;
    },
  };
};

const connect = async (
  provider: StoredProvider,
  { fetch, secret }: { fetch: CustomFetch; secret: () => string | null },
): Promise<Configuration> => {
  const { settings } = provider;
  const issuer = new URL(issuerOf(settings));
  const isPlain = issuer.protocol === 'http:';
  const options = { [customFetch]: fetch, execute: isPlain ? [allowInsecureRequests] : [] };
  const clientSecret = secret();
  const found = (await discovery(issuer, settings.clientId, undefined, None(), options)).serverMetadata();
  // Stricter than the library, which lets an issuer of many tenants pass: each tenant could then name any e-mail.
  if (new URL(found.issuer).href !== issuer.href) throw new ProviderFault('wrong_issuer', found.issuer);
  for (const address of [found.authorization_endpoint, found.token_endpoint, found.jwks_uri]) {
    if (!address || !isSafeTransport(new URL(address))) throw new ProviderFault('insecure_address', address ?? '');
  }
  const { supportsPKCE: _, ...metadata } = found;
  const configuration = new Configuration(
    metadata,
    settings.clientId,
    { [clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    clientAuthFor(metadata, clientSecret),
  );
  configuration[customFetch] = fetch;
  // The signature counts also where the connection to the token endpoint would be proof enough.
  enableNonRepudiationChecks(configuration);
  if (isPlain) allowInsecureRequests(configuration);
  return configuration;
};

/** How to say the secret: as the provider takes it. @throws ProviderFault `no_client_method`. */
export const clientAuthFor = (
  { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: ServerMetadata,
  secret: string | null,
): ClientAuth => {
  if (secret === null) return None();
  // First: in a header, signs such as - and ~ are percent-encoded, which not every provider undoes.
  if (methods.includes('client_secret_post')) return ClientSecretPost(secret);
  if (methods.includes('client_secret_basic')) return ClientSecretBasic(secret);
  throw new ProviderFault('no_client_method', methods.join(', '));
};
