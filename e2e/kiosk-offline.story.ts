import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { marksOf, NAMES, openBuilding, openSession, pair, wall } from './support/door.ts';
import { signIn } from './support/people.ts';
import { portrait } from './support/portraits.ts';
import { story } from './support/story.ts';

/** Runtime, nets and the server's engine are loaded and warmed up first. */
const LONG_MS = 90_000;

story(
  'kiosk: three people come while the network is gone, and are handed over once',
  async ({ server, enter, inspect }) => {
    const college = await openBuilding(await server());
    const pictures: Buffer[] = [];
    for (const [person] of NAMES) pictures.push(await wall(), await portrait(person));
    const tablet = await enter({ film: { pictures, framesEach: 120 } });
    await pair(tablet, college);
    // Nobody is to be marked before the network is gone.
    await tablet.route('**/api/kiosk/check-in', (route) => route.abort());
    const { id } = await openSession(college);
    await tablet.getByText('Works without a network, too').waitFor({ timeout: LONG_MS });
    // The shell of the app is kept as soon as its worker stands.
    await tablet.evaluate(
      "navigator.serviceWorker.controller ? true : new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', () => done(true)))",
    );
    await tablet.context().setOffline(true);
    await tablet.unroute('**/api/kiosk/check-in');

    await Promise.all(
      NAMES.map(([, name]) => tablet.getByText(name, { exact: true }).first().waitFor({ timeout: LONG_MS })),
    );
    await tablet.getByText('3 check-ins wait to be handed over.').waitFor({ timeout: LONG_MS });
    const kept = (await tablet.evaluate(`(async () => {
    const open = indexedDB.open('smart-presence-kiosk');
    await new Promise((done) => { open.onsuccess = done; });
    const all = (name) => new Promise((done) => {
      const asked = open.result.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => done(asked.result);
    });
    const [capsule] = await all('capsules');
    const readable = await crypto.subtle.exportKey('pkcs8', capsule.privateKey).then(() => true, () => false);
    return { capsules: JSON.stringify(await all('capsules')), readable };
  })()`)) as { capsules: string; readable: boolean };
    assert.equal(kept.readable, false, 'no script can read the key of a capsule');
    for (const [, name] of NAMES) assert.equal(kept.capsules.includes(name), false);
    assert.deepEqual(await marksOf(college, id), []);
    const measured = (await tablet.evaluate(
      "performance.getEntriesByType('measure').map(({ name, duration }) => name + ': ' + Math.round(duration) + ' ms')",
    )) as string[];
    console.log(`without a network, from the first sight of a face to the answer: ${measured.join(', ')}`);
    await inspect(tablet, 'without a network');

    // Somebody loads the page anew: it comes back from what the device keeps, and knows whom it has seen.
    await tablet.reload();
    await tablet.getByRole('heading', { name: 'Main building' }).waitFor({ timeout: LONG_MS });
    await tablet.getByText('3 check-ins wait to be handed over.').waitFor({ timeout: LONG_MS });
    await tablet.getByText('You are here already').first().waitFor({ timeout: LONG_MS });

    const desk = await enter();
    await signIn(desk, 'teacher@college.example');
    await desk.goto(`/sessions/${id}`);
    const back = Date.now();
    // What comes from now on is not to be mistaken for what was handed over.
    await tablet.route('**/api/kiosk/check-in', (route) => route.abort());
    await tablet.context().setOffline(false);
    await tablet.getByText('wait to be handed over').waitFor({ state: 'detached', timeout: LONG_MS });
    const marks = await marksOf(college, id);
    assert.deepEqual(marks.map(([name, code, method]) => [name, code, method]).toSorted(), [
      ['Asha Rao', 'P', 'face-kiosk'],
      ['Bela Iyer', 'P', 'face-kiosk'],
      ['Carla Menon', 'P', 'face-kiosk'],
    ]);
    for (const [name, , , at] of marks) assert.ok(Number(at) < back, `${name} has the time of the visit`);
    for (const [, name] of NAMES) await desk.getByText(name).first().waitFor();
    await inspect(desk, 'board');

    await tablet.reload();
    await tablet.getByText('Works without a network, too').waitFor({ timeout: LONG_MS });
    await wait(2_000);
    const [roster] = (await college.teacher.call('getBoard', { params: { id } })).roster;
    const history = await college.teacher.call('markHistory', {
      params: { id, studentId: roster?.student.id ?? '' },
    });
    assert.equal(history.length, 1, 'handed over once');
  },
);
