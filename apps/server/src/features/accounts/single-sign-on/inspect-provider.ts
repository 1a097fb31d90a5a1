import type { ProviderFinding } from '@smart-presence/contract';
import type { CustomFetch } from 'openid-client';
import { z } from 'zod';
import { isSafeTransport, ProviderFault } from './bounded-fetch.ts';
import { clientAuthFor } from './connect-provider.ts';

/** What of a discovery document is looked at; a provider may say more. */
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  end_session_endpoint: z.string().optional(),
  response_types_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
type Discovery = z.infer<typeof Discovery>;

const finding = (tone: ProviderFinding['tone'], code: ProviderFinding['code'], value = ''): ProviderFinding => ({
  tone,
  code,
  value: value.slice(0, 300),
});

export interface Inspection {
  issuer: string;
  scopes: string;
  fetch: CustomFetch;
}

/** Asks a provider how it presents itself, and says what speaks for and against signing in there. Changes nothing. */
export const inspectProvider = async ({ issuer, scopes, fetch }: Inspection): Promise<ProviderFinding[]> => {
  try {
    const found = await readDiscovery(issuer, fetch);
    return [
      ...judgeIssuer(issuer, found),
      ...judgeAddresses(found),
      ...judgeWays(found),
      ...judgeScopes(found, scopes),
      ...(await judgeKeys(found, fetch)),
    ];
  } catch (error) {
    if (error instanceof ProviderFault) return [finding('problem', error.code, error.value)];
    throw error;
  }
};

const readDiscovery = async (issuer: string, fetch: CustomFetch): Promise<Discovery> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const json = await readJson(address, fetch);
  const parsed = Discovery.safeParse(json);
  if (!parsed.success) throw new ProviderFault('not_json', address);
  return parsed.data;
};

const readJson = async (address: string, fetch: CustomFetch): Promise<unknown> => {
  const response = await fetch(address, {
    method: 'GET',
    headers: { accept: 'application/json' },
    body: undefined,
    redirect: 'manual',
  });
  if (response.status !== 200) throw new ProviderFault('no_document', `${address} (${response.status})`);
  try {
    return await response.json();
  } catch (cause) {
    throw new ProviderFault('not_json', address, cause);
  }
};

const judgeIssuer = (issuer: string, found: Discovery): ProviderFinding[] => {
  const isSame = URL.canParse(found.issuer) && new URL(found.issuer).href === new URL(issuer).href;
  return [isSame ? finding('ok', 'issuer', found.issuer) : finding('problem', 'wrong_issuer', found.issuer)];
};

const judgeAddresses = (found: Discovery): ProviderFinding[] => {
  const missing = [
    ...(found.authorization_endpoint ? [] : [finding('problem', 'no_authorization')]),
    ...(found.token_endpoint ? [] : [finding('problem', 'no_token')]),
  ];
  const insecure = [found.authorization_endpoint, found.token_endpoint, found.jwks_uri]
    .filter((address) => address !== undefined)
    .filter((address) => !URL.canParse(address) || !isSafeTransport(new URL(address)));
  return [...missing, ...insecure.map((address) => finding('problem', 'insecure_address', address))];
};

const judgeWays = (found: Discovery): ProviderFinding[] => {
  const pkce = found.code_challenge_methods_supported;
  const types = found.response_types_supported;
  return [
    pkce === undefined
      ? finding('warn', 'pkce_unsaid')
      : pkce.includes('S256')
        ? finding('ok', 'pkce')
        : finding('problem', 'pkce_missing', pkce.join(', ')),
    ...(types && !types.includes('code') ? [finding('problem', 'no_code_flow', types.join(', '))] : []),
    ...judgeClientMethods(found),
    found.end_session_endpoint ? finding('ok', 'leaving') : finding('warn', 'no_leaving'),
    ...(found.authorization_response_iss_parameter_supported ? [finding('ok', 'names_itself')] : []),
  ];
};

const judgeClientMethods = (found: Discovery): ProviderFinding[] => {
  try {
    clientAuthFor(found, 'any');
    return [];
  } catch (error) {
    if (error instanceof ProviderFault) return [finding('warn', error.code, error.value)];
    throw error;
  }
};

const judgeScopes = ({ scopes_supported: known }: Discovery, scopes: string): ProviderFinding[] =>
  known
    ? scopes
        .split(' ')
        .filter((scope) => !known.includes(scope))
        .map((scope) => finding('warn', 'scope_unsaid', scope))
    : [];

const Keys = z.object({ keys: z.array(z.object({ kty: z.string() })) });

const judgeKeys = async ({ jwks_uri: address }: Discovery, fetch: CustomFetch): Promise<ProviderFinding[]> => {
  if (!address || !URL.canParse(address)) return [finding('problem', 'no_keys')];
  const keys = Keys.safeParse(await readJson(address, fetch));
  const count = keys.success ? keys.data.keys.filter(({ kty }) => kty !== 'oct').length : 0;
  return [count > 0 ? finding('ok', 'keys', String(count)) : finding('problem', 'no_keys')];
};
