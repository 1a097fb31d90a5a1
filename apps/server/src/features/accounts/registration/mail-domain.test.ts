import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Email } from '@smart-presence/contract';
import fc from 'fast-check';
import { asSeen } from './look-alikes.ts';
import { isAcceptedMail, mailboxOf, mailDomainOf } from './mail-domain.ts';

const domains = ['college.example', '@Students.College.Example.'];

describe('mail domains of those who may register', () => {
  it('accept their own addresses, however the administrator typed the domain', () => {
    assert.equal(isAcceptedMail('asha@college.example', domains), true);
    assert.equal(isAcceptedMail('asha+lab@college.example', domains), true);
    assert.equal(isAcceptedMail('asha@students.college.example', domains), true);
    assert.equal(isAcceptedMail('asha@anything.example', []), true, 'none named: any');
  });

  it('refuse everything that only looks like them', () => {
    for (const email of [
      'asha@college.example.evil.org',
      'asha@evil-college.example',
      'asha@evilcollege.example',
      'asha@sub.college.example',
      'asha@college.example@evil.org',
      'college.example@evil.org',
      'asha@college.exampl',
      'asha@example',
      'asha@college-example',
      'asha@cоllege.example',
      'asha@xn--cllege-qbh.example',
    ]) {
      assert.equal(isAcceptedMail(email, domains), false, email);
    }
  });

  it('are told from what stands behind the last @, whatever stands before it', () => {
    fc.assert(
      fc.property(fc.string(), fc.domain(), (local, domain) => {
        assert.equal(mailDomainOf(`${local}@${domain}`), domain.toLowerCase());
        assert.equal(isAcceptedMail(`${local}@${domain}.evil.org`, [domain]), false);
        assert.equal(isAcceptedMail(`${local}@x${domain}`, [domain]), false);
      }),
    );
  });
});

describe('addresses', () => {
  it('are one in any case, and none with letters of other scripts', () => {
    assert.equal(Email.parse('Asha.RAO@College.Example'), 'asha.rao@college.example');
    for (const email of [
      'аsha@college.example',
      'asha@cоllege.example',
      'asha@ｃollege.example',
      'asha@college.example\u200b',
      'a sha@college.example',
      'asha@college.example\nBcc: x@y.example',
    ])
      assert.equal(Email.safeParse(email).success, false, JSON.stringify(email));
  });

  it('lead to one mailbox whatever tag they carry', () => {
    assert.equal(mailboxOf('asha+one@college.example'), 'asha@college.example');
    assert.equal(mailboxOf('asha+one+two@college.example'), 'asha@college.example');
    assert.equal(mailboxOf('asha@college.example'), 'asha@college.example');
    assert.notEqual(mailboxOf('asha+x@college.example'), mailboxOf('asha+x@other.example'));
  });
});

describe('names and numbers as the eye reads them', () => {
  it('turn twins of other scripts, wide and composed forms into Latin letters', () => {
    assert.equal(asSeen('Аѕhа Rао'), 'Asha Rao');
    assert.equal(asSeen('１ＳＰ２６'), '1SP26');
    assert.equal(asSeen('1ЅР26СЅ001'), '1SP26CS001');
    assert.equal(asSeen('Zoe\u0308'), 'Zoë');
    assert.equal(asSeen('മീര'), 'മീര', 'a name in its own script stays');
  });
});
