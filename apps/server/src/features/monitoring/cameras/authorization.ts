import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  user: string;
  password: string;
}

export interface Challenged extends Credentials {
  /** The `www-authenticate` headers, each by itself. */
  challenges: readonly string[];
  /** Path and query that are asked for. */
  uri: string;
}

/**
 * What to say to a camera that asks for a password: digest (RFC 7616 with MD5 or SHA-256) before basic (RFC 7617).
 * @returns undefined when it asks for something else.
 */
export const answerTo = ({ challenges, ...asked }: Challenged): string | undefined => {
  const digests = challenges.filter((line) => /^digest\s/i.test(line)).map(parametersOf);
  for (const algorithm of ['SHA-256', 'MD5'] as const) {
    const fitting = digests.find((one) => (one.algorithm ?? 'MD5').toUpperCase() === algorithm);
    const answer = fitting && digest({ ...asked, parameters: fitting, algorithm });
    if (answer) return answer;
  }
  if (!challenges.some((line) => /^basic(\s|$)/i.test(line))) return undefined;
  return `Basic ${Buffer.from(`${asked.user}:${asked.password}`, 'utf8').toString('base64')}`;
};

type Parameters = Readonly<Record<string, string>>;

const parametersOf = (line: string): Parameters =>
  Object.fromEntries(
    [...line.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)].map(([, name = '', quoted, plain]) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
    ]),
  );

interface Digest extends Credentials {
  parameters: Parameters;
  algorithm: 'SHA-256' | 'MD5';
  uri: string;
}

const digest = ({ parameters, algorithm, user, password, uri }: Digest): string | undefined => {
  const { realm = '', nonce, opaque, qop } = parameters;
  const wantsAuth = qop?.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  // `auth-int` alone covers bodies, of which a GET has none; no camera was seen that asks for it.
  if (nonce === undefined || (qop !== undefined && !wantsAuth)) return undefined;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const count = '00000001';
  const ours = randomBytes(8).toString('hex');
  const secret = hash(`${user}:${realm}:${password}`);
  const what = hash(`GET:${uri}`);
  const response = wantsAuth
    ? hash(`${secret}:${nonce}:${count}:${ours}:auth:${what}`)
    : hash(`${secret}:${nonce}:${what}`);
  const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    `Digest username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(wantsAuth ? ['qop=auth', `nc=${count}`, `cnonce="${ours}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ].join(', ');
};
