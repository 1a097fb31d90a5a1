import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Role } from '@smart-presence/contract';
import fc from 'fast-check';
import { type ArrivalQuestion, decideArrival, type Resident } from './decide-arrival.ts';

const settings: ArrivalQuestion['settings'] = {
  mode: 'just-in-time',
  mailDomains: [],
  otherwiseRole: 'student',
  mayMakeAdmins: false,
};
const vouched = { email: 'asha@college.example', isMailVerified: true, isMember: true, role: null };
const asha: Resident = {
  id: 'asha',
  role: 'student',
  isDisabled: false,
  isAwaitingApproval: false,
  hasSecondFactor: false,
  identities: 0,
};
const ask = (question: Partial<ArrivalQuestion>) =>
  decideArrival({ settings, vouched, linked: undefined, byMail: undefined, ...question });
const refused = (question: Partial<ArrivalQuestion>) => {
  const arrival = ask(question);
  return arrival.do === 'refuse' ? arrival.code : arrival.do;
};

describe('somebody who is linked', () => {
  const linked = { ...asha, identities: 1, isMaker: false };

  it('enters whatever their e-mail has become, also with somebody else’s', () => {
    const other = { ...asha, id: 'other' };
    const given = { ...vouched, email: 'married@elsewhere.example', isMailVerified: false };
    for (const byMail of [undefined, other])
      assert.deepEqual(ask({ linked, byMail, vouched: given }), { do: 'enter', personId: 'asha', newRole: null });
  });

  it('does not enter once disabled', () => {
    assert.equal(refused({ linked: { ...linked, isDisabled: true } }), 'account_disabled');
  });

  it('changes role only in an account that the provider made, between student and faculty', () => {
    const changed = (role: Role, mapped: 'student' | 'faculty' | 'admin' | null, isMaker = true) => {
      const arrival = ask({ linked: { ...linked, role, isMaker }, vouched: { ...vouched, role: mapped } });
      return arrival.do === 'enter' ? arrival.newRole : arrival;
    };
    assert.equal(changed('student', 'faculty'), 'faculty');
    assert.equal(changed('faculty', 'student'), 'student');
    assert.equal(changed('student', 'faculty', false), null);
    assert.equal(changed('student', 'student'), null);
    assert.equal(changed('faculty', null), null);
    assert.equal(changed('student', 'admin'), null);
    assert.equal(changed('admin', 'student'), null);
  });

  it('does not enter without the claim that everybody has to have, nor does anybody else', () => {
    const given = { ...vouched, isMember: false };
    assert.equal(refused({ linked, vouched: given }), 'single_sign_on_mail_refused');
    assert.equal(refused({ vouched: given }), 'single_sign_on_mail_refused');
    assert.equal(refused({ byMail: asha, vouched: given }), 'single_sign_on_mail_refused');
  });

  it('is held to the allowed domains', () => {
    const domains = { ...settings, mailDomains: ['college.example'] };
    assert.equal(ask({ linked, settings: domains }).do, 'enter');
    for (const given of [
      { ...vouched, email: 'asha@elsewhere.example' },
      { ...vouched, isMailVerified: false },
      { ...vouched, email: null },
      { ...vouched, email: 'asha@evil.college.example' },
    ]) {
      assert.equal(refused({ linked, settings: domains, vouched: given }), 'single_sign_on_mail_refused');
    }
  });
});

describe('somebody who is not linked', () => {
  it('is never found by an e-mail that is not verified', () => {
    for (const given of [
      { ...vouched, isMailVerified: false },
      { ...vouched, email: null },
    ]) {
      assert.equal(refused({ byMail: asha, vouched: given }), 'single_sign_on_mail_unverified');
      assert.equal(refused({ vouched: given }), 'single_sign_on_mail_unverified');
    }
  });

  it('is linked to the account with their e-mail, unless it is guarded, closed or not theirs to have yet', () => {
    assert.deepEqual(ask({ byMail: asha }), { do: 'link', personId: 'asha' });
    const rows: [Partial<Resident>, string][] = [
      [{ role: 'admin' }, 'single_sign_on_link_first'],
      [{ hasSecondFactor: true }, 'single_sign_on_link_first'],
      [{ identities: 1 }, 'single_sign_on_link_first'],
      [{ isDisabled: true }, 'account_disabled'],
      [{ isAwaitingApproval: true }, 'approval_required'],
      [{ role: 'kiosk' }, 'single_sign_on_unknown_person'],
    ];
    for (const [change, code] of rows) assert.equal(refused({ byMail: { ...asha, ...change } }), code);
  });

  it('is made only just in time, and in a role that is known', () => {
    assert.deepEqual(ask({}), { do: 'make', role: 'student' });
    assert.deepEqual(ask({ vouched: { ...vouched, role: 'faculty' } }), { do: 'make', role: 'faculty' });
    assert.equal(refused({ settings: { ...settings, mode: 'invited-only' } }), 'single_sign_on_unknown_person');
    assert.equal(refused({ settings: { ...settings, otherwiseRole: null } }), 'single_sign_on_no_role');
  });

  it('becomes an administrator only where that was said explicitly', () => {
    const given = { ...vouched, role: 'admin' as const };
    assert.deepEqual(ask({ vouched: given }), { do: 'make', role: 'student' });
    assert.equal(refused({ vouched: given, settings: { ...settings, otherwiseRole: null } }), 'single_sign_on_no_role');
    assert.deepEqual(ask({ vouched: given, settings: { ...settings, mayMakeAdmins: true } }), {
      do: 'make',
      role: 'admin',
    });
  });
});

it('whatever is said, an administrator or a guarded account is never linked by e-mail', () => {
  const resident = fc.record({
    id: fc.constant('asha'),
    role: fc.constantFrom<Role>('admin', 'faculty', 'student', 'kiosk'),
    isDisabled: fc.boolean(),
    isAwaitingApproval: fc.boolean(),
    hasSecondFactor: fc.boolean(),
    identities: fc.nat({ max: 2 }),
  });
  fc.assert(
    fc.property(resident, fc.boolean(), fc.boolean(), (byMail, isMailVerified, mayMakeAdmins) => {
      const arrival = ask({
        byMail,
        vouched: { ...vouched, isMailVerified },
        settings: { ...settings, mayMakeAdmins },
      });
      if (arrival.do === 'refuse') return;
      assert.equal(arrival.do, 'link');
      assert.ok(isMailVerified && ['faculty', 'student'].includes(byMail.role));
      assert.ok(!byMail.isDisabled && !byMail.isAwaitingApproval && !byMail.hasSecondFactor && byMail.identities === 0);
    }),
  );
});
