import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMultipart, type RouteSpec, routes } from '@smart-presence/contract';
import { createAccountsApp } from '../../features/accounts/testing-app.ts';
import { testDatabases } from '../db/testing.ts';

interface Operation {
  summary: string;
  requestBody?: { content: Record<string, { schema: { properties: Record<string, unknown>; required?: string[] } }> };
  responses: Record<string, { content: Record<string, unknown> }>;
  security?: unknown[];
}
interface Reference {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

const plainReplies: Record<string, string> = {
  text: 'text/csv',
  file: 'application/octet-stream',
  calendar: 'text/calendar',
  stream: 'text/event-stream',
};

const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
  const databases = testDatabases('sqlite');
  const app = await createAccountsApp({ db: await databases.open() });
  t.after(async () => {
    await app.close();
    await databases.close();
  });
  return app.http;
};

test('the reference names every route of the contract and nothing else', async (t) => {
  const http = await boot(t);
  const { openapi, paths } = (await http.inject('/api/docs/json')).json<Reference>();
  assert.equal(openapi, '3.1.0');
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const promised = Object.values(routes).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  assert.deepEqual(described.sort(), promised.sort());
});

test('each route says what it reads, what it answers and how it fails', async (t) => {
  const http = await boot(t);
  const { paths } = (await http.inject('/api/docs/json')).json<Reference>();
  for (const spec of Object.values(routes) as RouteSpec[]) {
    const operation = paths[spec.path.replace(/:(\w+)/g, '{$1}')]?.[spec.method.toLowerCase()];
    assert.ok(operation, spec.path);
    assert.equal(operation.summary, spec.summary);
    const success = Object.keys(operation.responses[spec.status ?? 200]?.content ?? {});
    const expected = plainReplies[String(spec.reply)] ?? 'application/json';
    assert.deepEqual(success, [expected], spec.path);
    assert.ok(operation.responses['4XX']?.content['application/json'], spec.path);
    const reads = Object.keys(operation.requestBody?.content ?? {});
    if (!spec.body) assert.deepEqual(reads, [], spec.path);
    else assert.deepEqual(reads, [isMultipart(spec.body) ? 'multipart/form-data' : 'application/json'], spec.path);
    if (isMultipart(spec.body)) {
      const form = operation.requestBody?.content['multipart/form-data']?.schema;
      assert.deepEqual(Object.keys(form?.properties ?? {}), ['data', spec.body.files.name]);
      assert.equal(form?.required?.includes(spec.body.files.name) ?? false, spec.body.files.min > 0, spec.path);
    }
  }
});

test('the page has a policy of its own, still without inline script, and the rest of the app keeps its own', async (t) => {
  const http = await boot(t);
  const policyOf = async (url: string) => String((await http.inject(url)).headers['content-security-policy']);
  for (const url of ['/api/docs', '/api/docs/static/swagger-ui.css', '/api/docs/json']) {
    const policy = await policyOf(url);
    assert.match(policy, /default-src 'none'.*script-src 'self';/, url);
    assert.doesNotMatch(policy, /script-src[^;]*unsafe/, url);
  }
  assert.match(await policyOf('/health'), /default-src 'self'/);
  const page = (await http.inject('/api/docs')).body;
  assert.doesNotMatch(page, /<script(?![^>]*src=)/);
  assert.doesNotMatch(page, /https?:\/\//, 'nothing is loaded from elsewhere');
});
