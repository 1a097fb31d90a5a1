import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPolicy, PolicyData, policyPresetIds, withPreset } from '@smart-presence/contract';
import { dataOf, valuesOf } from './policy-values.ts';

describe('the values of the policy form', () => {
  it('are the policy, there and back', () => {
    const open: PolicyData = {
      ...defaultPolicy,
      lateAfterMinutes: null,
      onDutyCode: null,
      onDutyCapPercent: null,
      warnings: { ...defaultPolicy.warnings, consecutiveAbsences: null },
    };
    for (const data of [defaultPolicy, open]) assert.deepEqual(PolicyData.parse(dataOf(valuesOf(data))), data);
  });

  it('a preset changes what it names and nothing that was typed', () => {
    for (const id of policyPresetIds) {
      const typed = { ...defaultPolicy, sessionMinutes: 45 };
      const saved = PolicyData.parse(dataOf(valuesOf(withPreset(id, typed))));
      assert.equal(saved.sessionMinutes, 45);
      assert.deepEqual(saved.face, typed.face);
      assert.deepEqual(saved.requests, { ...typed.requests, leaveMarks: saved.requests.leaveMarks });
    }
  });
});
