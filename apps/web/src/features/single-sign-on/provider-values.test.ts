import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentityProvider } from '@smart-presence/contract';
import { providerBody, providerProblems, providerValues } from './provider-values.ts';

const provider: IdentityProvider = {
  id: '0199a0c2-0000-7000-8000-000000000000',
  name: 'College account',
  issuer: 'https://accounts.college.example',
  clientId: 'smart-presence',
  scopes: 'openid email profile',
  mode: 'just-in-time',
  isMailTrusted: false,
  mailDomains: ['college.example', 'students.college.example'],
  requiredClaim: { claim: 'hd', value: 'college.example' },
  roleRules: [{ claim: 'groups', value: 'heads', role: 'admin' }],
  otherwiseRole: null,
  mayMakeAdmins: true,
  department: { claim: 'org.unit', by: 'name' },
  usnClaim: 'usn',
  secondFactor: { amr: ['mfa'], acr: [] },
  isLeftToo: true,
  isEnabled: false,
  hasSecret: true,
  redirectUri: 'https://attendance.college.example/sign-in/return/0123456789abcdef',
  identities: 3,
  updatedAt: 1,
};

test('what is shown is what was saved, and saving it changes nothing', () => {
  const { id: _, hasSecret: __, redirectUri: ___, identities: ____, updatedAt: _____, ...settings } = provider;
  assert.deepEqual(providerBody(providerValues(provider)), settings);
});

test('a secret that is left empty is not sent, one that is typed is', () => {
  const values = providerValues(provider);
  assert.equal('clientSecret' in providerBody(values), false);
  assert.equal(providerBody({ ...values, clientSecret: 'new' }).clientSecret, 'new');
});

test('leave to make administrators goes with the last rule that does', () => {
  assert.equal(providerBody({ ...providerValues(provider), roleRules: [] }).mayMakeAdmins, false);
});

test('lists are typed with spaces, commas or an @ in front', () => {
  const values = { ...providerValues(null), mailDomains: ' @a.example,b.example\nc.example ' };
  assert.deepEqual(providerBody(values).mailDomains, ['a.example', 'b.example', 'c.example']);
});

test('problems are shown at the fields people see', () => {
  assert.deepEqual(providerProblems({ 'mailDomains.1': 'x', 'department.claim': 'y', 'roleRules.0.value': 'z' }), {
    mailDomains: 'x',
    departmentClaim: 'y',
    'roleRules.0.value': 'z',
  });
});
