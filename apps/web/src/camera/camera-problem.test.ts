import assert from 'node:assert/strict';
import test from 'node:test';
import { problemBeforeAsking, problemOf } from './camera-problem.ts';

const named = (name: string) => Object.assign(new Error('x'), { name });

test('an insecure page is named before a missing camera', () => {
  assert.equal(problemBeforeAsking({ isSecureContext: false, hasMediaDevices: false }), 'insecure');
  assert.equal(problemBeforeAsking({ isSecureContext: true, hasMediaDevices: false }), 'unsupported');
  assert.equal(problemBeforeAsking({ isSecureContext: true, hasMediaDevices: true }), null);
});

test('refusals, missing and busy cameras are told apart', () => {
  assert.equal(problemOf(named('NotAllowedError')), 'denied');
  assert.equal(problemOf(named('NotFoundError')), 'none');
  assert.equal(problemOf(named('NotReadableError')), 'busy');
  assert.equal(problemOf(named('TypeError')), 'failed');
  assert.equal(problemOf('a string'), 'failed');
});
