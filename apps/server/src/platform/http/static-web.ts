import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../platform.ts';
import { fail } from './app-error.ts';

/** Where the build of the web workspace lies. */
export const webFolder = fileURLToPath(new URL('../../../../web/dist/', import.meta.url));

const YEAR_SECONDS = 31_536_000;
/** Vite puts a hash of the content into the name of everything below this folder. */
const HASHED = 'assets/';
const PRECOMPRESSED = /\.(br|gz)$/;

/**
 * Serves the built web pages: files by name, and the app's own page for every other address that a browser opens.
 * Only files that were there at boot are served, so no address can lead out of the folder.
 * @param root folder of the build; the web workspace's `dist` unless given.
 */
export const registerStaticWeb = async ({ app, log }: Platform, root = webFolder): Promise<void> => {
  const files = await filesBelow(root);
  const isBuilt = files.has('index.html');
  if (!isBuilt) log.warn('the web pages have not been built; only the API answers');
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true, cacheControl: false });
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = pathOf(request);
    if (path.startsWith('api/')) return fail('not_found');
    if (isBuilt && files.has(path)) return send(reply, path);
    if (path.startsWith(HASHED) || !opensPage(request, path)) return fail('not_found');
    return isBuilt ? send(reply, 'index.html') : explain(reply);
  });
};

const send = (reply: FastifyReply, path: string): FastifyReply =>
  reply
    .header('cache-control', path.startsWith(HASHED) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
    .sendFile(path);

/** Path below the root, without slashes at the start; what cannot be decoded is no file of ours. */
const pathOf = (request: FastifyRequest): string => {
  const [path = ''] = request.url.split('?', 1);
  try {
    return decodeURIComponent(path).replace(/^\/+/, '');
  } catch {
    return '';
  }
};

/** A browser that opens or reloads an address says that it takes a page; a program that takes anything gets it too, but not for a file we lack. */
const opensPage = ({ headers: { accept = '*/*' } }: FastifyRequest, path: string): boolean =>
  accept.includes('text/html') || (accept.includes('*/*') && !path.includes('.'));

const filesBelow = async (root: string): Promise<Set<string>> => {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !PRECOMPRESSED.test(entry.name));
    return new Set(files.map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    throw error;
  }
};

const explain = (reply: FastifyReply): FastifyReply =>
  reply
    .code(503)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Smart Presence: pages not built</title>
<h1>The web pages have not been built yet</h1>
<p>The server runs, but it has no pages to show. Stop it and start it with <code>npm start</code>, which builds them.</p>
<p>The API answers already: see <a href="/api/docs">its reference</a>.</p>
</html>
`);
