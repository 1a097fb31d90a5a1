import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What a small issuer does wrong; nothing when it is empty. */
export interface Misbehaviour {
  /** Changes the discovery document, or replaces it by what no JSON object is. */
  discovery?: (document: Json) => unknown;
  /** Answers these paths itself. */
  path?: Record<string, (response: ServerResponse, request: IncomingMessage) => void>;
  /** Changes what the id token says. */
  idToken?: (claims: Json) => Json;
  /** Signs with another key, with none, or with the client's secret. */
  signature?: 'foreign' | 'none' | 'secret' | 'broken';
  userInfo?: (claims: Json) => Json;
}

export interface SmallIssuer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  misbehave: Misbehaviour;
  /** Who is signed in there already: its sign-in page leads a browser straight back. */
  visitor: Json;
  /** Paths that were asked for, oldest first. */
  asked: string[];
  /** What a person at its sign-in page does: says who they are. @returns what follows the `?` on the way back. */
  signIn(authorizationUrl: string, claims: Json): string;
  close(): Promise<void>;
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64 = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * An issuer of a few lines on 127.0.0.1 that does what a real one never would. It keeps to PKCE and to its client's
 * secret, so a sign-in that works has used both.
 */
export const openSmallIssuer = async (): Promise<SmallIssuer> => {
  const codes = new Map<string, { challenge: string; nonce: string; redirectUri: string; claims: Json }>();
  const tokens = new Map<string, Json>();
  const asked: string[] = [];
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'smart-presence';
  const clientSecret = randomBytes(16).toString('hex');
  const self: SmallIssuer = {
    issuer,
    clientId,
    clientSecret,
    misbehave: {},
    visitor: {},
    asked,
    signIn: (authorizationUrl, claims) => {
      const search = new URL(authorizationUrl).searchParams;
      const said = (name: string) => search.get(name) ?? '';
      if (said('code_challenge_method') !== 'S256') throw new Error('no PKCE');
      const code = randomBytes(12).toString('hex');
      codes.set(code, {
        challenge: said('code_challenge'),
        nonce: said('nonce'),
        redirectUri: said('redirect_uri'),
        claims,
      });
      return new URLSearchParams({ code, state: said('state'), iss: issuer }).toString();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  const document = (): Json => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
    end_session_endpoint: `${issuer}/leave`,
  });

  const send = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    asked.push(path);
    const own = self.misbehave.path?.[path];
    if (own) own(response, request);
    else if (path === '/.well-known/openid-configuration')
      send(response, 200, self.misbehave.discovery?.(document()) ?? document());
    else if (path === '/keys')
      send(response, 200, {
        keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' }],
      });
    else if (path === '/authorize') sendBack(new URL(request.url ?? '/', issuer), response);
    else if (path === '/userinfo') sendUserInfo(request, response);
    else if (path === '/token') sendTokens(new URLSearchParams(await textOf(request)), request, response);
    else send(response, 404, {});
  };

  const sendBack = (url: URL, response: ServerResponse): void => {
    const location = `${url.searchParams.get('redirect_uri')}?${self.signIn(url.href, self.visitor)}`;
    response.writeHead(302, { location }).end();
  };

  const sendUserInfo = (request: IncomingMessage, response: ServerResponse): void => {
    const claims = tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (!claims) send(response, 401, {});
    else send(response, 200, self.misbehave.userInfo?.(claims) ?? claims);
  };

  const sendTokens = (body: URLSearchParams, request: IncomingMessage, response: ServerResponse): void => {
    if (secretIn(request, body) !== `${clientId}:${clientSecret}`) {
      send(response, 401, { error: 'invalid_client' });
      return;
    }
    const code = body.get('code') ?? '';
    const asking = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (asking?.challenge !== challenge || asking.redirectUri !== body.get('redirect_uri')) {
      send(response, 400, { error: 'invalid_grant' });
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const accessToken = randomBytes(16).toString('hex');
    const { nonce, claims } = asking;
    tokens.set(accessToken, claims);
    const said: Json = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce, ...claims };
    send(response, 200, {
      access_token: accessToken,
      token_type: 'Bearer',
      id_token: jwt(self.misbehave.idToken?.(said) ?? said, self.misbehave.signature),
    });
  };

  const jwt = (claims: Json, signature: Misbehaviour['signature']): string => {
    const alg = signature === 'none' ? 'none' : signature === 'secret' ? 'HS256' : 'ES256';
    const text = `${base64({ alg, kid: 'one', typ: 'JWT' })}.${base64(claims)}`;
    if (signature === 'none') return `${text}.`;
    if (signature === 'secret') return `${text}.${createHmac('sha256', clientSecret).update(text).digest('base64url')}`;
    const key: KeyObject = signature === 'foreign' ? foreign.privateKey : keys.privateKey;
    const bytes = signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    if (signature === 'broken') bytes[9] = (bytes[9] ?? 0) ^ 1;
    return `${text}.${bytes.toString('base64url')}`;
  };
  return self;
};

/** `id:secret` of the client, from the header (percent-encoded, as RFC 6749 2.3.1 has it) or the body. */
const secretIn = ({ headers: { authorization = '' } }: IncomingMessage, body: URLSearchParams): string =>
  authorization.startsWith('Basic ')
    ? decodeURIComponent(Buffer.from(authorization.slice(6), 'base64').toString())
    : `${body.get('client_id')}:${body.get('client_secret')}`;

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
};
