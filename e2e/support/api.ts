import {
  type BodyInput,
  isMultipart,
  type ParamsOf,
  type QueryInput,
  type ReplyOf,
  type RouteName,
  type RouteSpec,
  type Routes,
  routes,
} from '@smart-presence/contract';

export interface Sent<N extends RouteName> {
  params?: ParamsOf<Routes[N]>;
  query?: QueryInput<Routes[N]>;
  body?: BodyInput<Routes[N]>;
  /** Encoded pictures of a multipart route. */
  files?: readonly Uint8Array[];
  /** Idempotency-Key. */
  key?: string;
  signal?: AbortSignal;
}

export interface Answer<N extends RouteName> {
  status: number;
  /** The parsed reply; of an error: `{error: {code, …}}`. */
  body: ReplyOf<Routes[N]> & { error?: { code: string; advice: string } };
  headers: Headers;
}

/** One person's client: keeps its cookies and CSRF token, as a browser does. Speaks to our own server only. */
export class ApiClient {
  #origin: string;
  readonly #cookies = new Map<string, string>();
  readonly #userAgent: string | undefined;
  #csrf = '';

  constructor(origin: string, { userAgent }: { userAgent?: string } = {}) {
    this.#origin = origin;
    this.#userAgent = userAgent;
  }

  /** The same person at another address of the same product: it started again, or another replica answers. */
  moveTo(origin: string): void {
    this.#origin = origin;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Sends a request and gives whatever comes back. */
  async send<N extends RouteName>(name: N, sent: Sent<N> = {}): Promise<Answer<N>> {
    const spec: RouteSpec = routes[name];
    if (spec.method !== 'GET' && this.#csrf === '') await this.refreshCsrf();
    const response = await fetch(this.#address(spec, sent), {
      method: spec.method,
      headers: this.#headers(spec, sent),
      ...(spec.body && spec.method !== 'GET' ? { body: encode(spec, sent) } : {}),
      ...(sent.signal ? { signal: sent.signal } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const body = (isJson ? JSON.parse(text) : text) as Answer<N>['body'];
    this.#noticeToken(body);
    return { status: response.status, body, headers: response.headers };
  }

  /** Sends a request that must succeed. @throws Error with the reply when it does not. */
  async call<N extends RouteName>(name: N, sent: Sent<N> = {}): Promise<ReplyOf<Routes[N]>> {
    const { status, body } = await this.send(name, sent);
    if (status >= 300) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async refreshCsrf(): Promise<void> {
    this.#csrf = ((await this.send('csrf')).body as { token: string }).token;
  }

  #address<N extends RouteName>(spec: RouteSpec, { params, query }: Sent<N>): string {
    const values = (params ?? {}) as Record<string, string>;
    const path = spec.path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(values[part] ?? ''));
    const search = new URLSearchParams(
      Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return `${this.#origin}${path}${search.size > 0 ? `?${search}` : ''}`;
  }

  #headers<N extends RouteName>(spec: RouteSpec, { key }: Sent<N>): Record<string, string> {
    return {
      accept: 'application/json',
      ...(this.#userAgent === undefined ? {} : { 'user-agent': this.#userAgent }),
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...(spec.method === 'GET' ? {} : { 'x-csrf-token': this.#csrf }),
      ...(spec.body && !isMultipart(spec.body) ? { 'content-type': 'application/json' } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    };
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  /** Signing in and out changes the token; replies that know it say so. */
  #noticeToken(body: unknown): void {
    const token = (body as { csrfToken?: unknown } | null)?.csrfToken;
    if (typeof token === 'string') this.#csrf = token;
  }
}

const encode = <N extends RouteName>(spec: RouteSpec, { body, files = [] }: Sent<N>): string | FormData => {
  if (!isMultipart(spec.body)) return JSON.stringify(body ?? {});
  const form = new FormData();
  form.append('data', JSON.stringify(body ?? {}));
  for (const [index, bytes] of files.entries())
    form.append(spec.body.files.name, new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }), `${index}.jpg`);
  return form;
};
