import { randomUUID } from 'node:crypto';
import { isMultipart, type Role, type RouteName, routes } from '@smart-presence/contract';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { openBrowser, type SignedIn, type SignInTarget, signInAs } from './testing.ts';

export const roles: readonly Role[] = ['admin', 'faculty', 'student', 'kiosk'];

export interface WalkedRoute {
  method: string;
  /** Pattern, such as `/api/people/:id`. */
  url: string;
  name: RouteName | undefined;
}

/** What the app really serves, without the HEAD twins of GET. */
export const servedRoutes = (http: FastifyInstance): WalkedRoute[] =>
  http.routeTable.filter(({ method }) => method !== 'HEAD').map((route) => ({ ...route }));

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
export const isUnsafe = ({ method }: WalkedRoute): boolean => !SAFE.includes(method);

/** A stream of events goes on until somebody ends it. */
export const endsByItself = ({ name }: WalkedRoute): boolean => name === undefined || routes[name].reply !== 'stream';

export interface WalkedReply {
  status: number;
  code: string | undefined;
}

/** Sends one request to a route, its parameters filled with ids of nothing. */
export const knock = async (
  http: FastifyInstance,
  route: WalkedRoute,
  options: Pick<InjectOptions, 'headers' | 'payload'> = {},
): Promise<WalkedReply> => {
  const url = route.url.replace(/:\w+/g, () => randomUUID()).replace('*', 'x');
  const reply = await http.inject({ method: route.method as 'GET', url, ...options });
  const isJson = String(reply.headers['content-type']).includes('json');
  const code = isJson && reply.statusCode >= 400 ? (reply.json().error?.code as string) : undefined;
  return { status: reply.statusCode, code };
};

interface Forgery {
  name: string;
  options: { headers: Record<string, string>; payload: string };
  refusal: string;
}

const bodies = {
  'application/json': '{}',
  'multipart/form-data; boundary=x': '--x\r\ncontent-disposition: form-data; name="data"\r\n\r\n{}\r\n--x--\r\n',
  'text/plain': '{}',
  'application/x-www-form-urlencoded': 'a=1&b=2',
};
type BodyType = keyof typeof bodies;

/** Ways another site's page can make a browser send an unsafe request, each with what has to refuse it. */
export const forgeries = (route: WalkedRoute, who: { cookie: string; csrfToken: string }): Forgery[] => {
  const own: BodyType = expectsMultipart(route) ? 'multipart/form-data; boundary=x' : 'application/json';
  const token = { 'x-csrf-token': who.csrfToken };
  const request = (type: BodyType, headers: Record<string, string>) => ({
    headers: { cookie: who.cookie, 'content-type': type, ...headers },
    payload: bodies[type],
  });
  const withHeaders: [string, Record<string, string>][] = [
    ['without token', {}],
    ['with a token of nobody', { 'x-csrf-token': 'x'.repeat(43) }],
    ['with foreign Origin', { ...token, origin: 'https://evil.example' }],
    ['with Origin null', { ...token, origin: 'null' }],
    ['from another site, as the browser says', { ...token, 'sec-fetch-site': 'cross-site' }],
    ['from a neighbouring subdomain, as the browser says', { ...token, 'sec-fetch-site': 'same-site' }],
  ];
  const otherTypes = (Object.keys(bodies) as BodyType[]).filter((type) => type !== own);
  return [
    ...withHeaders.map(([name, headers]) => ({ name, options: request(own, headers), refusal: 'csrf_failed' })),
    ...otherTypes.map((type) => ({
      name: `as ${type}`,
      options: request(type, token),
      refusal: 'unsupported_media_type',
    })),
  ];
};

const expectsMultipart = ({ name }: WalkedRoute): boolean => {
  const spec = name && routes[name];
  return spec !== undefined && 'body' in spec && isMultipart(spec.body);
};

/** A fresh session for each role. */
export const everyRole = async (app: SignInTarget): Promise<Map<Role, SignedIn>> => {
  const people = new Map<Role, SignedIn>();
  for (const role of roles) people.set(role, await signInAs(app, role));
  return people;
};

/** A browser nobody has signed in on, with the token such a browser gets. */
export const visitor = async (app: Pick<SignInTarget, 'http'>): Promise<{ cookie: string; csrfToken: string }> => {
  const browser = openBrowser(app);
  const { token } = (await browser.get('/api/csrf')).json<{ token: string }>();
  return { cookie: browser.cookieHeader(), csrfToken: token };
};
