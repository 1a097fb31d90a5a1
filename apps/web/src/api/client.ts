import type {
  BodyInput,
  MultipartSpec,
  ParamsOf,
  QueryInput,
  ReplyOf,
  RouteSpec,
  Routes,
} from '@smart-presence/contract';
import { t } from '../strings/index.ts';
import { ApiError, errorFrom } from './api-error.ts';
import { type BriefRoute, entryRoutes } from './entry-routes.ts';

export { ApiError } from './api-error.ts';

/** Leaves out the keys whose type is undefined, and makes the others as required as the route says. */
type Given<K extends string, T> = [T] extends [undefined]
  ? unknown
  : undefined extends T
    ? { [P in K]?: T }
    : { [P in K]: T };
type Optional<T> = { [P in keyof T]?: T[P] };

/** What a call needs, from the route's own description. */
export type CallInput<R extends RouteSpec> = Given<'params', ParamsOf<R>> &
  Optional<Given<'query', QueryInput<R>>> &
  Given<'body', BodyInput<R>> & {
    /** Pictures of a multipart route; the part's name comes from the route. */
    files?: readonly Blob[];
    /** Equal keys get equal answers: make one per intention with `crypto.randomUUID()` and keep it over retries. */
    idempotencyKey?: string;
    signal?: AbortSignal | undefined;
  };

export type CallReply<R extends RouteSpec> = R['reply'] extends 'text'
  ? string
  : R['reply'] extends 'file'
    ? Blob
    : ReplyOf<R>;

let csrfToken: string | null = null;

/** Remembers the token that proves a request comes from our own pages. Called whenever `Me` arrives. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

type Ask = () => Promise<boolean>;
let askForProof: Ask | null = null;
let asking: Promise<boolean> | null = null;

/**
 * Tells how to ask the person to prove again who they are; the answer is whether they did. However many calls wait for
 * it, they are asked once. null: nobody asks, and the refusal reaches the caller.
 */
export function whenProofNeeded(ask: Ask | null): void {
  askForProof = ask;
}

/** Asks the person to prove again who they are. False when they would not, or nobody can ask. */
export async function proveAgain(): Promise<boolean> {
  if (!askForProof) return false;
  asking ??= askForProof()
    .catch(() => false)
    .finally(() => {
      asking = null;
    });
  return asking;
}

/**
 * Calls one route of the API. Where the server wants a fresh proof of who it is, the person is asked, and the call is
 * sent again.
 * @throws ApiError for every failure, except that an aborted signal rejects with the signal's AbortError.
 */
export async function call<R extends RouteSpec>(route: R | BriefRoute<R>, input: CallInput<R>): Promise<CallReply<R>> {
  const given = input as LooseInput;
  const spec: Sendable = route;
  if (spec.method !== 'GET' && csrfToken === null) await renewToken(given.signal);
  let response = await send(spec, given);
  if (response.status === 403 && (await isRefused(response, 'csrf_failed')) && (await renewToken(given.signal))) {
    response = await send(spec, given);
  }
  if (response.status === 403 && (await isRefused(response, 'reauthentication_required')) && (await proveAgain())) {
    response = await send(spec, given);
  }
  if (!response.ok) {
    throw await errorFrom(response, { message: t('error.unreadable'), advice: t('error.unreadableAdvice') });
  }
  return (await readReply(response, spec.reply)) as CallReply<R>;
}

/** A route, whole or brief, as far as sending needs it. */
type Sendable = Pick<RouteSpec, 'method' | 'path'> & Partial<Pick<RouteSpec, 'body' | 'reply'>>;

interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  files?: readonly Blob[];
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
}

async function send(route: Sendable, input: LooseInput): Promise<Response> {
  const { body, contentType } = encodeBody(route, input);
  const headers = new Headers({
    accept: route.reply === 'text' || route.reply === 'file' ? '*/*' : 'application/json',
  });
  if (contentType) headers.set('content-type', contentType);
  if (route.method !== 'GET' && csrfToken) headers.set('x-csrf-token', csrfToken);
  if (input.idempotencyKey) headers.set('idempotency-key', input.idempotencyKey);
  const init: RequestInit = { method: route.method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = body;
  if (input.signal) init.signal = input.signal;
  try {
    return await fetch(urlOf(route, input), init);
  } catch (error) {
    if (input.signal?.aborted) throw error;
    throw new ApiError({
      code: 'network',
      status: 0,
      message: t('error.network'),
      advice: t('error.networkAdvice'),
    });
  }
}

/** The address of a route with its parameters and query filled in. Also for links that download. */
export function urlOf(
  route: Pick<RouteSpec, 'path'>,
  input: { params?: Record<string, unknown>; query?: Record<string, unknown> },
) {
  const path = route.path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = input.params?.[name];
    if (value === undefined) throw new Error(`Route ${route.path} needs the parameter ${name}.`);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

function encodeBody({ body }: Sendable, input: LooseInput): { body?: BodyInit; contentType?: string } {
  if (!isMultipart(body)) {
    if (input.body === undefined) return {};
    return { body: JSON.stringify(input.body), contentType: 'application/json' };
  }
  const { files } = body;
  const form = new FormData();
  form.set('data', JSON.stringify(input.body ?? {}));
  for (const [index, file] of (input.files ?? []).entries()) {
    form.append(files.name, file, file instanceof File ? file.name : `${files.name}-${index}.jpg`);
  }
  return { body: form };
}

const isMultipart = (body: RouteSpec['body']): body is MultipartSpec =>
  body !== undefined && 'kind' in body && body.kind === 'multipart';

function readReply(response: Response, reply: Sendable['reply']): Promise<unknown> {
  if (reply === 'text') return response.text();
  return reply === 'file' ? response.blob() : readJson(response);
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    throw new ApiError({
      code: 'unreadable',
      status: response.status,
      message: t('error.unreadable'),
      advice: t('error.unreadableAdvice'),
    });
  }
}

async function isRefused(response: Response, code: ApiError['code']): Promise<boolean> {
  const error = await errorFrom(response.clone(), { message: '', advice: '' });
  return error.code === code;
}

/**
 * Asks for the token of this browser: before the first unsafe request of a visitor, and when another tab signed in again
 * and so made ours stale. True when there is one that differs from ours.
 */
async function renewToken(signal: AbortSignal | undefined): Promise<boolean> {
  const before = csrfToken;
  const response = await send(entryRoutes.csrf, { signal });
  if (!response.ok) return false;
  const { token } = (await response.json()) as ReplyOf<Routes['csrf']>;
  rememberCsrfToken(token);
  return token !== before;
}
