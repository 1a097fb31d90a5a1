import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlaceInput, PolicyData, routes, TermInput } from '@smart-presence/contract';
import { en } from '../strings/en.ts';
import { problemsOf } from './form-issues.ts';

test('valid values have no problems', () => {
  assert.deepEqual(problemsOf(TermInput, { name: 'Autumn', start: '2026-07-01', end: '2026-12-01' }), {});
});

test('each field says in our words how to fix it', () => {
  const problems = problemsOf(routes.createPerson.body, { name: ' ', email: 'nobody', role: 'student' });
  assert.deepEqual(problems, { name: en['form.required'], email: en['form.email'] });
});

test('messages the contract wrote are kept', () => {
  const problems = problemsOf(TermInput, { name: 'Autumn', start: '2026-07-01', end: '2026-07-01' });
  assert.deepEqual(problems, { end: 'must be after the start' });
});

test('missing numbers, dates and choices are told apart', () => {
  const place = problemsOf(PlaceInput, { name: 'A', latitude: 1, longitude: 1, radius: '', networks: ['10.0.0.0'] });
  assert.equal(place.radius, en['form.required']);
  assert.equal(problemsOf(TermInput, { name: 'A', start: '', end: '' }).start, en['form.date']);
  const section = problemsOf(routes.createSection.body, { courseId: '', termId: '', name: 'A', facultyIds: [] });
  assert.equal(section.courseId, en['form.choose']);
});

test('rules between fields are asked only once the fields are right', () => {
  let asked = 0;
  const check = () => {
    asked += 1;
    return { start: 'too early' };
  };
  problemsOf(TermInput, { name: '', start: '', end: '' }, check);
  assert.equal(asked, 0);
  const valid = { name: 'A', start: '2026-01-01', end: '2026-02-01' };
  assert.deepEqual(problemsOf(TermInput, valid, check), { start: 'too early' });
});

test('no part of the policy answers in words of the library', () => {
  const problems = problemsOf(PolicyData, { marks: [], face: {} });
  for (const text of Object.values(problems)) assert.doesNotMatch(text, /expected|Invalid|Too small/);
  assert.ok(Object.keys(problems).length > 5);
});
