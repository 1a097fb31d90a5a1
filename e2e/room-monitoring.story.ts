import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setUpCollege, type TestCollege } from './support/college.ts';
import { emailOf, enrolByApi, renderings, signIn } from './support/people.ts';
import { type Person, portrait, ROOM_RIGHT, roomPhoto } from './support/portraits.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

const LOOK_TIMEOUT_MS = 60_000;
const ENROLLED = { 'Asha Rao': 'asha', 'Elin Das': 'elin' } as const satisfies Record<string, Person>;

/** A camera that hands out its present picture to whoever knows the password. */
async function openCamera(first: Buffer) {
  const camera = { picture: first, url: '', close: () => server.close() };
  const right = `Basic ${Buffer.from('viewer:a quiet lens').toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization === right) response.setHeader('content-type', 'image/jpeg').end(camera.picture);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  camera.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot.jpg`;
  return camera;
}

/** A class of three, two of them with an enrolled face, and a hall. */
async function prepare(server: RunningServer): Promise<{ college: TestCollege; roomId: string }> {
  const college = await setUpCollege(server, [...Object.keys(ENROLLED), 'Hema Kurian']);
  for (const [name, person] of Object.entries(ENROLLED)) {
    const studentId = college.students.find((student) => student.name === name)?.id ?? '';
    await enrolByApi({ server, college, studentId, pictures: await renderings(person) });
  }
  const place = { name: 'Main building', latitude: 12.97, longitude: 77.59, radius: 100, networks: [] };
  const { id: placeId } = await college.admin.call('createPlace', { body: place });
  const room = await college.admin.call('createRoom', { body: { name: 'Hall 1', placeId, capacity: 10 } });
  return { college, roomId: room.id };
}

story('a camera counts the room, and its teacher judges who was seen and is not marked', async (stage) => {
  const { enter, inspect } = stage;
  const server = await stage.server({ env: { CAMERA_HOSTS: '127.0.0.1', CAMERA_PORTS: '1024-65535' } });
  const { college, roomId } = await prepare(server);
  const camera = await openCamera(await roomPhoto(['sample6.jpg']));
  try {
    const admin = await enter();
    await signIn(admin, 'admin@college.example', college.authenticator);
    await admin.goto('/admin/room-cameras');
    await admin.getByRole('button', { name: 'Add camera' }).first().click();
    await admin.getByRole('radio', { name: 'IP camera' }).check();
    await admin.getByLabel('Name', { exact: true }).fill('Front');
    await admin.getByLabel('Snapshot address').fill(camera.url);
    await admin.getByLabel('User (optional)').fill('viewer');
    await admin.getByLabel('Password (optional)').fill('a quiet lens');
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByText('The camera answers.').waitFor({ timeout: LOOK_TIMEOUT_MS });
    await inspect(admin, 'trial');

    await admin.goto('/admin/monitoring');
    await admin.getByRole('radio', { name: 'In every room with a camera' }).check();
    await admin.getByLabel('Seconds between two snapshots').fill('5');
    await inspect(admin, 'monitoring');
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await admin.getByText('Saved, and in force.').waitFor();

    const opened = { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() };
    const session = await college.teacher.call('openSession', opened);
    const desk = await enter();
    await signIn(desk, 'teacher@college.example');
    await desk.goto(`/sessions/${session.id}?view=room`);
    await desk.getByRole('heading', { name: 'Where is this session?' }).waitFor();
    await desk.getByLabel('Room of this session').selectOption(roomId);
    const headcount = (faces: number) =>
      desk
        .getByRole('definition')
        .filter({ hasText: new RegExp(`^${faces}\\s*faces at`) })
        .waitFor({ timeout: LOOK_TIMEOUT_MS });
    await headcount(4);
    const seen = desk.getByRole('region', { name: /^Seen, not marked/ });
    await seen.getByText('Asha Rao').waitFor();
    camera.picture = await roomPhoto(ROOM_RIGHT);
    await headcount(7);
    await seen.getByText('Elin Das').waitFor();
    await inspect(desk, 'room');
    await desk.getByRole('button', { name: 'Correct the mark of Asha Rao' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Present' }).click();
    await seen.getByText('Asha Rao').waitFor({ state: 'detached' });

    const phone = await enter({ device: 'phone' });
    await signIn(phone, emailOf(0));
    await phone.getByText('Monitoring is on in Hall 1.').waitFor();
    await inspect(phone, 'student home');

    const tab = await college.admin.call('createRoomCamera', { body: { kind: 'browser', name: 'Tablet', roomId } });
    const { url } = await college.admin.call('makePairingCode', { params: { id: tab.id } });
    const tablet = await enter({ film: { pictures: [await portrait('asha')] } });
    await tablet.goto(url);
    await tablet.getByRole('button', { name: 'Pair this device' }).click();
    await tablet.getByRole('heading', { name: 'Monitoring is on' }).waitFor();
    await tablet.getByTestId('last-snapshot').filter({ hasText: '1 face at' }).waitFor({ timeout: LOOK_TIMEOUT_MS });

    const view = await college.teacher.call('getRoomView', { params: { id: session.id } });
    assert.deepEqual(
      view.seenNotMarked.map(({ student }) => student.name),
      ['Elin Das'],
    );
    const board = await college.teacher.call('getBoard', { params: { id: session.id } });
    const marked = board.roster.flatMap(({ student, mark }) => (mark ? [`${student.name} ${mark.method}`] : []));
    assert.deepEqual(marked, ['Asha Rao manual'], 'no camera marked anybody');
  } finally {
    camera.close();
  }
});
