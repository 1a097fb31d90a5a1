import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider';

/** An account at the provider: its login is the subject. */
export type ProviderAccount = { sub: string } & Record<string, unknown>;

export interface RealProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  accounts: Map<string, ProviderAccount>;
  close(): Promise<void>;
}

export interface RealProviderOptions {
  accounts: readonly ProviderAccount[];
  /** Where it sends people back to, once it is known where the provider itself is. */
  redirectUri: (issuer: string) => string | Promise<string>;
  /** Where it sends people to who have signed out of it. */
  afterLeaving?: string;
}

const SCOPES = 'openid email profile college';

/**
 * A certified provider on 127.0.0.1 with a sign-in page of its own: a field for the login, and no password. What it
 * knows of a person is told by its user-info endpoint, as the specification has it for the code flow.
 */
export const openRealProvider = async (options: RealProviderOptions): Promise<RealProvider> => {
  const accounts = new Map(options.accounts.map((account) => [account.sub, account]));
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: 'smart-presence', clientSecret: randomBytes(16).toString('hex') };
  const configuration: Configuration = {
    adapter: inMemory(),
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [await options.redirectUri(issuer)],
        ...(options.afterLeaving ? { post_logout_redirect_uris: [options.afterLeaving] } : {}),
      },
    ],
    jwks: {
      keys: [
        {
          ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
          use: 'sig',
          alg: 'RS256',
        } as never,
      ],
    },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      college: ['department', 'usn', 'groups'],
    },
    features: { devInteractions: { enabled: false } },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: () => account };
    },
    // It asks nobody whether they consent: the institution's own provider.
    loadExistingGrant: async (context) => {
      const { client: asking, session, provider } = context.oidc;
      const grant = new provider.Grant({
        clientId: asking?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  const everythingElse = provider.callback();
  answer = async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return everythingElse(request, response);
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage);
      return;
    }
    const search = new URLSearchParams(await textOf(request));
    const result =
      search.get('what') === 'refuse'
        ? { error: 'access_denied', error_description: 'said no' }
        : { login: { accountId: search.get('login') ?? '' } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  return {
    issuer,
    ...client,
    accounts,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

/** What the provider remembers, as long as it lives. Given outright: it warns of a memory it chose by itself. */
const inMemory = (): ((kind: string) => Adapter) => {
  const kept = new Map<string, AdapterPayload>();
  return (kind) => {
    const keyOf = (id: string) => `${kind} ${id}`;
    return {
      upsert: (id, payload) => Promise.resolve(void kept.set(keyOf(id), payload)),
      find: (id) => Promise.resolve(kept.get(keyOf(id))),
      findByUid: (uid) => Promise.resolve([...kept.values()].find((payload) => payload.uid === uid)),
      findByUserCode: () => Promise.resolve(undefined),
      consume: (id) => {
        const payload = kept.get(keyOf(id));
        if (payload) payload.consumed = true;
        return Promise.resolve();
      },
      destroy: (id) => Promise.resolve(void kept.delete(keyOf(id))),
      revokeByGrantId: (grantId) => {
        for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
        return Promise.resolve();
      },
    };
  };
};

const signInPage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>Example accounts</title><h1>Example accounts</h1><form method="post">
<label>Login <input name="login" autofocus></label>
<button name="what" value="go">Continue</button> <button name="what" value="refuse">Refuse</button></form></html>`;

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
};

/** What a browser does at the provider: follows its redirects, keeps its cookies, writes the login. */
export const signInAtProvider = async (address: string, login: string): Promise<URL> => {
  const cookies = new Map<string, string>();
  const origin = new URL(address).origin;
  const send = async (url: string, body?: URLSearchParams) => {
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await reply.text();
    const next = reply.headers.get('location');
    if (!next) throw new Error(`${url} answered ${reply.status}: ${text.slice(0, 300)}`);
    return new URL(next, url);
  };
  let at = await send(address);
  for (let step = 0; at.origin === origin; step += 1) {
    if (step > 5) throw new Error(`the provider leads in circles: ${at.href}`);
    const isForm = at.pathname.startsWith('/interaction/');
    at = await send(at.href, isForm ? new URLSearchParams({ login, what: 'go' }) : undefined);
  }
  return at;
};
