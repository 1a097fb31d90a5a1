import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import {
  ErrorReply,
  isMultipart,
  type MultipartSpec,
  type RouteName,
  type RouteSpec,
  routes,
} from '@smart-presence/contract';
import type { FastifySchema, RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Platform } from '../platform.ts';

const introduction = `Every route of Smart Presence. Sign in with \`POST /api/sign-in\`; the session is a cookie.
Unsafe requests carry the token of \`GET /api/csrf\` in \`x-csrf-token\` and come from the server's own origin.
Instants are milliseconds since 1970 in UTC. Every failure has the same shape, with a stable code.`;

/** Tells the reader's browser what this one page may do: it draws its icons from data and sets styles itself. */
const pagePolicy = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types default dompurify',
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/**
 * The page turns the Markdown of descriptions into HTML, as text. This takes such text when it is nothing but plain
 * elements without any attribute, which is all that our descriptions need; everything else throws.
 */
const plainHtmlOnly = {
  filename: 'plain-html-only.js',
  content: `globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (html) => (/^(?:[^<]|<\\/?(?:p|code|pre|em|strong|ul|ol|li|br|h[1-6]|blockquote)>)*$/.test(html) ? html : null),
});
`,
};

/** The API reference at `/api/docs`, written from the contract. Register it before the routes it describes. */
export const registerApiDocs = async ({ app }: Platform): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Smart Presence', version: '0.1.0', description: introduction },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'sp_session' },
          csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document as Parameters<typeof jsonSchemaTransform>[0]);
      const spec = specOf(document.route);
      return { schema: spec && schema ? describe(schema, spec) : schema, url };
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: pagePolicy,
    theme: { title: 'Smart Presence API', js: [plainHtmlOnly] },
    // Without the bar on top, which is for loading other people's references.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', filter: true, tryItOutEnabled: false },
  });
};

const specOf = (route: RouteOptions): RouteSpec | undefined => {
  const name: RouteName | undefined = route.config?.routeName;
  return name && routes[name];
};

/** Adds what a validator's schema cannot say: file parts, replies that are not JSON, the one shape of failure. */
const describe = (schema: FastifySchema, spec: RouteSpec): FastifySchema => ({
  ...schema,
  ...(isMultipart(spec.body) ? { consumes: ['multipart/form-data'], body: formOf(spec.body) } : {}),
  ...(spec.method === 'GET' ? {} : { security: [{ session: [], csrf: [] }] }),
  response: {
    ...(typeof spec.reply === 'string' ? { [spec.status ?? 200]: plainReply[spec.reply] } : (schema.response ?? {})),
    '4XX': errorShape,
    '5XX': errorShape,
  },
});

const formOf = ({ data, files }: MultipartSpec): Record<string, unknown> => ({
  type: 'object',
  required: [...(data.safeParse({}).success ? [] : ['data']), ...(files.min > 0 ? [files.name] : [])],
  properties: {
    data: { ...toJsonSchema(data, 'input'), description: 'As JSON text' },
    [files.name]: {
      type: 'array',
      minItems: files.min,
      maxItems: files.max,
      items: { type: 'string', format: 'binary' },
      description: `Pictures, at most ${files.maxBytes} bytes each`,
    },
  },
});

const toJsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
};

const plainReply = {
  file: {
    description: 'A file',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  },
  calendar: { description: 'An iCalendar file', content: { 'text/calendar': { schema: { type: 'string' } } } },
  text: { description: 'A CSV file', content: { 'text/csv': { schema: { type: 'string' } } } },
  stream: { description: 'Events as they happen', content: { 'text/event-stream': { schema: { type: 'string' } } } },
};

const errorShape = { description: 'What went wrong, and what to do', ...toJsonSchema(ErrorReply, 'output') };
