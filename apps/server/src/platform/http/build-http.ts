import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { RouteName } from '@smart-presence/contract';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { type Config, proxyTrust } from '../config/config.ts';
import { answerGarbage } from './answer-garbage.ts';
import { answerEarly, installErrorHandler } from './error-handler.ts';
import { securityHeaders, setAll } from './security-headers.ts';

const REQUEST_TIMEOUT_MS = 60_000;

export interface HttpOptions {
  config: Config;
  log: Logger;
}

/** The HTTP server without any feature: parsing limits, security headers, compression, one error handler. */
export const buildHttp = async ({ config, log }: HttpOptions): Promise<FastifyInstance> => {
  const headers = securityHeaders(config);
  const app = Fastify({
    loggerInstance: log,
    // Requests are logged below, by route and without addresses.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustedProxies.length > 0 ? proxyTrust(config.trustedProxies) : false,
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerEarly(headers),
    clientErrorHandler: answerGarbage(headers, log),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installErrorHandler(app);
  // Twice: below every answer of the server, also those that the framework gives by itself while it closes, and before
  // all other hooks, so that an answer that leaves early, a stream or a test that needs no port has them too.
  app.server.prependListener('request', (_request, response) => setAll(response, headers));
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ ...headers, 'x-request-id': request.id });
    done();
  });
  app.decorate('routeTable', keepRouteTable(app));
  app.decorateRequest('viewer', null);
  app.decorateRequest('csrfToken', null);

  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024 });
  app.addHook('onSend', async (request, reply) => {
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
