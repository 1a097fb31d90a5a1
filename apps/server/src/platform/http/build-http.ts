import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { RouteName } from '@smart-presence/contract';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { type Config, proxyTrust } from '../config/config.ts';
import { answerEarly, installErrorHandler } from './error-handler.ts';

const REQUEST_TIMEOUT_MS = 60_000;

export interface HttpOptions {
  config: Config;
  log: Logger;
}

/** The HTTP server without any feature: parsing limits, security headers, compression, one error handler. */
export const buildHttp = async ({ config, log }: HttpOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    loggerInstance: log,
    // Requests are logged below, by route and without addresses.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustedProxies.length > 0 ? proxyTrust(config.trustedProxies) : false,
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerEarly,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installErrorHandler(app);
  app.decorate('routeTable', keepRouteTable(app));
  app.decorateRequest('viewer', null);
  app.decorateRequest('csrfToken', null);

  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024 });
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    hsts: config.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onSend', async (request, reply) => {
    void reply.headers(ownHeaders(request));
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, not the address: ids of people stay out of the log.
    const route = request.routeOptions.url ?? 'unmatched';
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
  return app;
};

/** What every reply carries besides helmet's headers; streams, which bypass the hooks, add it themselves. */
export const ownHeaders = (request: FastifyRequest): Record<string, string> => ({
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
  'x-request-id': request.id,
});

/** Every route as it is added, so that tests can walk what is really served. */
const keepRouteTable = (app: FastifyInstance): ServedRoute[] => {
  const table: ServedRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) table.push({ method: each, url, name: config?.routeName });
  });
  return table;
};

export interface ServedRoute {
  method: string;
  /** Pattern, such as `/api/people/:id`. */
  url: string;
  /** Absent: not a route of the contract. */
  name: RouteName | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly routeTable: readonly ServedRoute[];
  }
}

const contentPolicy: Record<string, string[]> = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'form-action': ["'self'"],
  // The face runtime compiles WebAssembly; no script runs inline.
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  // The component library sets style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'manifest-src': ["'self'"],
};
