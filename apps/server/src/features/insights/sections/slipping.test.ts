import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { slippingOf } from './slipping.ts';

/** `P` came, `A` did not, `h` half. */
const said = (word: string) => slippingOf([...word].map((each) => ({ P: 1, A: 0, h: 0.5 })[each] ?? 0));

describe('slipping', () => {
  test('is told by the newest five against all before, with both as evidence', () => {
    assert.deepEqual(said('PPPPPPPPPAPAAAP'), { before: { attended: 9, of: 10 }, recent: { attended: 2, of: 5 } });
    assert.deepEqual(said('PPPPPhhhAA'), { before: { attended: 5, of: 5 }, recent: { attended: 1.5, of: 5 } });
  });

  test('begins at forty points, and with five sessions before', () => {
    assert.ok(said('PPPPPPPPAA'), '100% before, 60% now');
    assert.equal(said('PPPPPPPPPA'), null, '80% now');
    assert.ok(said('PPPPPPPPPAPAAAP'), '90%, then 40%');
    assert.equal(said('PPPPPPPPPAPAAPP'), null, '90%, then 60%: thirty points');
    assert.equal(said('PPPPAAAAA'), null, 'too few to tell');
    assert.ok(said('PPPPPAAAAA'));
  });

  test('is not attending little: whoever always did, or does better now, is not slipping', () => {
    assert.equal(said('AAAAAAAAAAAA'), null);
    assert.equal(said('APAPAPAPAAAAP'), null, 'half before, a fifth now');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { maxLength: 40 }), (shares) => {
        const found = slippingOf(shares);
        if (!found) return;
        const { before, recent } = found;
        assert.equal(before.of + recent.of, shares.length);
        assert.ok(before.attended / before.of - recent.attended / recent.of > 0.39);
      }),
    );
  });
});
