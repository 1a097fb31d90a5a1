import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessPolicy, defaultAccessPolicy } from '@smart-presence/contract';
import { isSame, policyOf, valuesOf } from './access-values.ts';

const policy = {
  ...defaultAccessPolicy,
  selfRegistration: { isOpen: true, mailDomains: ['college.edu', 'students.college.edu'] },
};

test('a policy survives the form', () => {
  assert.deepEqual(policyOf(valuesOf(policy)), policy);
});

test('domains are read however they are parted, with or without an @', () => {
  const values = valuesOf(policy);
  const typed = {
    ...values,
    selfRegistration: { isOpen: true, mailDomains: ' @college.edu,\n Students.College.edu; ' },
  };
  assert.deepEqual(AccessPolicy.parse(policyOf(typed)), policy);
  assert.equal(isSame(policy, typed), true);
});

test('a change, and a number that is missing, is not the same', () => {
  const values = valuesOf(policy);
  assert.equal(isSame(policy, { ...values, newDevice: 'confirm' }), false);
  const staff = { ...values.sessions.staff, idleMinutes: '' as const };
  assert.equal(isSame(policy, { ...values, sessions: { ...values.sessions, staff } }), false);
});
