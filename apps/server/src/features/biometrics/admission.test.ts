import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaceLoad } from '@smart-presence/face/node';
import fc from 'fast-check';
import fastify from 'fastify';
import { AppError } from '../../platform/http/index.ts';
import { admitFaceWork, createAdmission } from './admission.ts';
import { comeBackAfter } from './come-back-after.ts';

const IDLE: FaceLoad = { threads: 2, running: 0, waiting: 0, waitMs: 0, jobMs: 100 };
const refusal = (enter: () => void): AppError | undefined => {
  try {
    enter();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.status], ['overloaded', 503]);
    return error;
  }
};

test('when to come back: not before the work is done, at most twice as late, within reason, and not all at once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 120_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (waitMs, chance) => {
        const seconds = comeBackAfter(waitMs, () => chance);
        assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 30);
        if (waitMs <= 15_000) assert.ok(seconds >= waitMs / 1000 && seconds <= Math.ceil(waitMs / 500) + 1);
      },
    ),
  );
  assert.ok(new Set(Array.from({ length: 100 }, () => comeBackAfter(8000))).size > 4);
});

describe('admission to face work', () => {
  test('what the engine says counts, and so does everybody who was let in and has not sent all pictures', () => {
    let load: FaceLoad | undefined = { ...IDLE, waitMs: 5001 };
    const admission = createAdmission({ load: () => load, longestWaitMs: 5000, random: () => 0.5 });
    assert.equal(refusal(() => admission.enter({}, 'another'))?.extra.retryAfter, 8);
    load = IDLE;
    const people = Array.from({ length: 200 }, () => ({}));
    const refused = people.filter((person) =>
      refusal(() => admission.enter(person, `person ${people.indexOf(person)}`)),
    );
    // Two workers, 100 ms a job: five seconds are a hundred jobs, and one is let in behind them.
    assert.equal(people.length - refused.length, 101);
    for (const person of people.slice(0, 10)) admission.leave(person);
    assert.equal(
      people.slice(0, 20).filter((person) => refusal(() => admission.enter(person, `person ${people.indexOf(person)}`)))
        .length,
      10,
    );
    load = undefined;
    assert.equal(
      refusal(() => admission.enter({}, 'another')),
      undefined,
      'an engine that has not started knows no wait',
    );
  });

  test('fifty taps of one person are one check-in', () => {
    const admission = createAdmission({ load: () => IDLE, longestWaitMs: 1000 });
    const enter = (at: number, person: string) => refusal(() => admission.enter({ at }, person));
    assert.ok(Array.from({ length: 50 }, (_, at) => enter(at, 'one')).every((error) => error === undefined));
    const others = Array.from({ length: 50 }, (_, at) => enter(at, `other ${at}`));
    assert.equal(others.filter((error) => error === undefined).length, 20);
  });

  test('an upload that takes for ever does not hold its place', () => {
    let now = 0;
    const admission = createAdmission({ load: () => IDLE, longestWaitMs: 1000, now: () => now });
    const slow = Array.from({ length: 40 }, () => ({}));
    assert.equal(slow.filter((person, at) => refusal(() => admission.enter(person, `person ${at}`))).length, 19);
    now = 9000;
    assert.ok(refusal(() => admission.enter({}, 'another')));
    now = 11_000;
    assert.equal(
      refusal(() => admission.enter({}, 'another')),
      undefined,
    );
  });
});

describe('over HTTP', () => {
  const open = async (load: () => FaceLoad) => {
    const app = fastify();
    admitFaceWork(app, { load, longestWaitMs: 1000 });
    app.setErrorHandler((error, _request, reply) => {
      assert.ok(error instanceof AppError);
      return reply.code(error.status).header('retry-after', String(error.extra.retryAfter)).send({ code: error.code });
    });
    app.addContentTypeParser('image/jpeg', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.post('/faces', { config: { routeName: 'checkIn' } }, async () => ({ seen: true }));
    app.post('/words', { config: { routeName: 'signIn' } }, async () => ({ seen: true }));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return { app, port };
  };
  const BYTES = 400_000;
  const begin = (port: number, path: string): ClientRequest => {
    const headers = { 'content-type': 'image/jpeg', 'content-length': BYTES };
    const request = openRequest({ host: '127.0.0.1', port, path, method: 'POST', headers });
    request.on('error', () => {});
    request.flushHeaders();
    return request;
  };
  const answerTo = async (request: ClientRequest): Promise<IncomingMessage> => {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response;
  };

  test('a full engine answers before a byte of the pictures was sent; other routes do not notice', async (t) => {
    const { app, port } = await open(() => ({ ...IDLE, waitMs: 1001 }));
    t.after(() => app.close());
    const request = begin(port, '/faces');
    const { statusCode, headers } = await answerTo(request);
    request.destroy();
    assert.equal(statusCode, 503);
    assert.ok(Number(headers['retry-after']) >= 2);
    const other = begin(port, '/words');
    other.end(Buffer.alloc(BYTES));
    assert.equal((await answerTo(other)).statusCode, 200);
  });

  test('who was answered, and who went away in the middle of a picture, makes room', async (t) => {
    // One job is a second, so one at a time may be inside beside the first.
    const { app, port } = await open(() => ({ ...IDLE, threads: 1, jobMs: 1001 }));
    t.after(() => app.close());
    const isLetIn = async (): Promise<boolean> => {
      const request = begin(port, '/faces');
      request.end(Buffer.alloc(BYTES));
      return (await answerTo(request)).statusCode === 200;
    };
    assert.ok(await isLetIn());
    assert.ok(await isLetIn(), 'the first one has left');
    const half = begin(port, '/faces');
    half.write(Buffer.alloc(BYTES / 2));
    await pause(50);
    assert.equal(await isLetIn(), false);
    half.destroy();
    await pause(50);
    assert.ok(await isLetIn());
  });
});
