import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { accessErrors } from './errors/access.ts';
import { attendanceErrors } from './errors/attendance.ts';
import { collegeErrors } from './errors/college.ts';
import { requestErrors } from './errors/requests.ts';
import {
  defaultPolicy,
  Email,
  errorTable,
  isMultipart,
  Line,
  PlaceEvidence,
  PlaceInput,
  PolicyData,
  RoomCode,
  type RouteSpec,
  routes,
} from './index.ts';

const specs = Object.entries(routes) as [string, RouteSpec][];

describe('routes', () => {
  it('answer one address each', () => {
    const addresses = specs.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ':')}`);
    assert.ok(addresses.length > 60);
    assert.deepEqual(
      addresses.filter((address, index) => addresses.indexOf(address) !== index),
      [],
    );
  });

  it('describe exactly the parameters their path names', () => {
    for (const [name, { path, params }] of specs) {
      const named = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]).sort();
      assert.deepEqual(Object.keys(params?.shape ?? {}).sort(), named, name);
    }
  });

  it('change nothing on GET, and bound every upload', () => {
    for (const [name, { method, body, idempotent }] of specs) {
      if (method === 'GET') assert.equal(body ?? idempotent, undefined, name);
      if (isMultipart(body)) assert.ok(body.files.max * body.files.maxBytes <= 160_000_000, name);
    }
  });

  it('can be told to other programs as JSON Schema', () => {
    for (const [name, { reply, query, params, body }] of specs) {
      for (const schema of [reply, query, params, body]) {
        if (schema instanceof z.ZodType) assert.doesNotThrow(() => z.toJSONSchema(schema, { io: 'output' }), name);
      }
    }
  });
});

describe('errors', () => {
  it('each have a 4xx or 5xx status, what went wrong and what to do', () => {
    for (const [code, [status, message, advice]] of Object.entries(errorTable)) {
      assert.ok(status >= 400 && status < 600, code);
      assert.match(message, /\.$/, code);
      assert.match(advice, /\.$/, code);
      assert.match(code, /^[a-z]+(_[a-z0-9]+)*$/, code);
    }
  });

  it('are each in one part of the table: a second one would take its place unseen', () => {
    const parts = [requestErrors, accessErrors, collegeErrors, attendanceErrors].flatMap((part) => Object.keys(part));
    assert.deepEqual(parts.toSorted(), Object.keys(errorTable).toSorted());
  });
});

describe('shapes', () => {
  it('hold the default policy', () => {
    assert.deepEqual(PolicyData.parse(defaultPolicy), defaultPolicy);
  });

  it('read a policy from before there was a room code as one without', () => {
    const { roomCode: _, ...before } = defaultPolicy;
    assert.deepEqual(PolicyData.parse(before).roomCode, { mode: 'off' });
    assert.equal(PolicyData.safeParse({ ...before, roomCode: { mode: 'sometimes' } }).success, false);
  });

  it('read a room code as people type it', () => {
    assert.equal(RoomCode.parse('1234 5678'), '12345678');
    assert.equal(RoomCode.parse(' 00000017 '), '00000017');
    for (const wrong of ['', '1234567', '123456789', '1234567a', '1234-5678'])
      assert.equal(RoomCode.safeParse(wrong).success, false, wrong);
  });

  it('refuse positions that are none', () => {
    const position = { latitude: 12.9, longitude: 77.5, accuracy: 10, at: 1 };
    assert.equal(PlaceEvidence.safeParse(position).success, true);
    for (const wrong of [
      { latitude: Number.NaN },
      { latitude: 91 },
      { longitude: Number.POSITIVE_INFINITY },
      { latitude: 0, longitude: 0 },
      { accuracy: -1 },
    ]) {
      assert.equal(PlaceEvidence.safeParse({ ...position, ...wrong }).success, false, JSON.stringify(wrong));
    }
    assert.equal(PlaceInput.safeParse({ name: 'X', latitude: 0, longitude: 0, radius: 100 }).success, false);
  });

  it('compare e-mails in lower case and lines without control characters', () => {
    assert.equal(Email.parse('Asha@Example.EDU'), 'asha@example.edu');
    for (const line of ['', '   ', 'a\u0000b', 'a\nb', 'x'.repeat(11)])
      assert.equal(Line(10).safeParse(line).success, false, JSON.stringify(line));
    assert.equal(Line(10).parse('  Asha  '), 'Asha');
  });
});
