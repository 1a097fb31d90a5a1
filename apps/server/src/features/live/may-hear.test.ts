import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Audience, Told } from './live-event.ts';
import { toTold } from './live-event.ts';
import { mayHear, type Scope, wordsFor } from './may-hear.ts';
import { recentEvents } from './recent-events.ts';

const told = (audience: Audience, patch: Partial<Told> = {}): Told => ({
  id: 1,
  audience,
  sectionId: 'section',
  sessionId: 'session',
  personId: 'student',
  people: new Set(),
  placeId: null,
  text: '',
  brief: '',
  ...patch,
});
const scope = (role: string, patch: Partial<Scope> = {}): Scope => ({
  personId: 'someone',
  role,
  sections: new Set(['section']),
  ...patch,
});

test('faculty hear all of their sections and nothing of others', () => {
  for (const audience of ['section', 'student'] as const) {
    assert.equal(mayHear(scope('faculty'), told(audience)), true);
    assert.equal(mayHear(scope('faculty'), told(audience, { sectionId: 'other' })), false);
  }
  assert.equal(mayHear(scope('faculty'), told('admins', { sectionId: null })), false);
});

test('of a job hear administrators and whoever started it', () => {
  const job = told('self', { sectionId: null, personId: 'starter' });
  assert.equal(mayHear(scope('admin'), job), true);
  for (const role of ['faculty', 'student']) {
    assert.equal(mayHear(scope(role, { personId: 'starter' }), job), true);
    assert.equal(mayHear(scope(role), job), false);
    assert.equal(mayHear(scope(role), told('self', { personId: 'starter' })), false, 'also about a section of theirs');
  }
  assert.equal(mayHear(scope('kiosk', { personId: 'starter' }), job), false);
});

test('students hear of sessions of their sections and of their own marks', () => {
  assert.equal(mayHear(scope('student'), told('section')), true);
  assert.equal(mayHear(scope('student'), told('section', { sectionId: 'other' })), false);
  assert.equal(mayHear(scope('student'), told('student')), false, 'a class mate’s');
  assert.equal(mayHear(scope('student', { personId: 'student' }), told('student')), true);
  assert.equal(
    mayHear(scope('student', { personId: 'student', sections: new Set() }), told('student')),
    true,
    'after leaving',
  );
});

test('of a request hear the student who asks, teachers of its section and administrators', () => {
  for (const sectionId of ['section', null]) {
    const request = told('request', { sectionId, sessionId: null });
    assert.equal(mayHear(scope('student', { personId: 'student' }), request), true);
    assert.equal(mayHear(scope('student'), request), false, 'a class mate’s');
    assert.equal(mayHear(scope('faculty'), request), sectionId !== null);
    assert.equal(mayHear(scope('faculty', { sections: new Set() }), request), false);
    assert.equal(mayHear(scope('admin', { sections: new Set() }), request), true);
    assert.equal(mayHear(scope('kiosk'), request), false);
  }
});

test('admins hear all; a kiosk hears nothing', () => {
  for (const audience of ['section', 'student', 'admins'] as const) {
    assert.equal(mayHear(scope('admin', { sections: new Set() }), told(audience)), true);
    assert.equal(mayHear(scope('kiosk'), told(audience)), false);
  }
});

test('a stream for one session carries that session alone', () => {
  for (const role of ['admin', 'faculty']) {
    assert.equal(mayHear(scope(role, { sessionId: 'session' }), told('student')), true);
    assert.equal(mayHear(scope(role, { sessionId: 'another' }), told('student')), false);
    assert.equal(mayHear(scope(role, { sessionId: 'session' }), told('admins', { sessionId: null })), false);
  }
});

test('what names people is heard by them alone, on every page of theirs', () => {
  const news = told('people', { sectionId: null, sessionId: null, personId: null, people: new Set(['student']) });
  for (const role of ['admin', 'faculty', 'student', 'kiosk']) {
    assert.equal(mayHear(scope(role), news), false, role);
    assert.equal(mayHear(scope(role, { personId: 'student' }), news), true, role);
    assert.equal(mayHear(scope(role, { personId: 'student', sessionId: 'another' }), news), true, role);
  }
});

test('whom else an event names is not said', () => {
  const event = { id: 1, type: 'notifications.changed', at: 2, actorId: null, sectionId: null, sessionId: null };
  const heard = toTold({ ...event, personId: null, data: { people: ['a', 'b'] } });
  assert.deepEqual([...(heard?.people ?? [])], ['a', 'b']);
  assert.equal(heard?.text, 'id: 1\ndata: {"id":1,"at":2,"type":"notifications.changed"}\n\n');
});

test('a filter never lets anyone hear more', () => {
  const any = fc.record({
    role: fc.constantFrom('admin', 'faculty', 'student', 'kiosk'),
    personId: fc.constantFrom('student', 'someone'),
    sections: fc.subarray(['section', 'other']).map((list) => new Set(list)),
  });
  const event = fc.record({
    audience: fc.constantFrom<Audience>('section', 'student', 'admins'),
    sectionId: fc.constantFrom('section', 'third', null),
  });
  fc.assert(
    fc.property(any, event, (viewer, { audience, sectionId }) => {
      const about = told(audience, { sectionId });
      if (mayHear({ ...viewer, sessionId: 'session' }, about)) assert.ok(mayHear(viewer, about));
      if (viewer.role === 'student' && audience === 'student')
        assert.equal(mayHear(viewer, about), viewer.personId === 'student' && sectionId !== null);
    }),
  );
});

test('only the events of the contract are told, and data cannot pose as another event', () => {
  const stored = { id: 7, at: 5, actorId: 'x', sectionId: 's', sessionId: 't', personId: 'p' };
  assert.equal(toTold({ ...stored, type: 'person.created', data: {} }), undefined);
  assert.equal(toTold({ ...stored, type: 'toString', data: {} }), undefined);
  const text =
    toTold({ ...stored, type: 'mark.recorded', data: { id: 1, type: 'resync', note: 'a\nb\n\ndata: c' } })?.text ?? '';
  assert.equal(text.split('\n').length, 4, 'two lines and an empty one');
  const data = JSON.parse(text.split('\n')[1]?.slice(6) ?? '');
  assert.deepEqual([data.id, data.type, data.sectionId], [7, 'mark.recorded', 's']);
  assert.ok(!('actorId' in data));
});

test('recent events hold at least their capacity and know what they forgot', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 100 }),
      (capacity, gaps) => {
        const recent = recentEvents(10, capacity);
        const ids: number[] = [];
        for (const gap of gaps) {
          const id = (ids.at(-1) ?? 10) + gap;
          ids.push(id);
          recent.add(told('section', { id }));
        }
        for (let id = 0; id <= (ids.at(-1) ?? 10) + 1; id += 1) {
          const missing = ids.filter((known) => known > id);
          if (missing.length <= capacity && id >= 10) assert.ok(recent.covers(id), 'the newest are kept');
          if (recent.covers(id))
            assert.deepEqual(
              recent.after(id).map((event) => event.id),
              missing,
            );
        }
        assert.ok(recent.after(0).length <= 2 * capacity);
        assert.equal(recent.covers(9), false, 'what came before the process started is for the table');
      },
    ),
  );
});

test('a kiosk hears of sessions at its place and of itself, in brief, and never of people', () => {
  const at = (placeId: string | undefined) => scope('kiosk', { personId: 'door', sections: new Set(), placeId });
  assert.equal(mayHear(at('here'), told('section', { placeId: 'here' })), true);
  assert.equal(mayHear(at('here'), told('section', { placeId: 'there' })), false);
  assert.equal(mayHear(at('here'), told('section')), false, 'a session without a place');
  assert.equal(mayHear(at(undefined), told('section')), false, 'a kiosk without a place');
  for (const audience of ['student', 'admins'] as const)
    assert.equal(mayHear(at('here'), told(audience, { placeId: 'here', personId: 'door' })), false, audience);
  assert.equal(mayHear(at('here'), told('kiosk', { personId: 'door' })), true);
  assert.equal(mayHear(at('here'), told('kiosk', { personId: 'other door' })), false);
  for (const role of ['faculty', 'student'])
    assert.equal(mayHear(scope(role, { personId: 'door' }), told('kiosk', { personId: 'door' })), false, role);
  assert.equal(mayHear(scope('admin'), told('kiosk', { personId: 'door' })), true);
  const event = toTold({
    id: 3,
    type: 'session.opened',
    at: 5,
    actorId: null,
    sectionId: 'section',
    sessionId: 'session',
    personId: null,
    data: { session: { openedBy: { name: 'Meera Rao' } }, placeId: 'here' },
  });
  assert.ok(event);
  assert.equal(event.placeId, 'here');
  assert.equal(event.text.includes('placeId'), false, 'people are not told where kiosks listen');
  assert.deepEqual(JSON.parse(wordsFor(at('here'), event).split('data: ')[1] ?? ''), {
    id: 3,
    at: 5,
    type: 'session.opened',
  });
  assert.ok(wordsFor(scope('faculty'), event).includes('Meera Rao'));
});
