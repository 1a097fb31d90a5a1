import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { beginCheckIn, enrolFace } from './support/enrolled.ts';
import { framesOf } from './support/frames.ts';
import { portrait, roomPhoto } from './support/portraits.ts';
import { type RunningServer, startServer } from './support/server.ts';

const MEGABYTE = 1_000_000;
/** What one hostile or huge picture may cost at most beyond the idle server, in resident memory. */
const ALLOWED_GROWTH = 400 * MEGABYTE;

const residentBytes = async (server: RunningServer): Promise<number> => {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(status.match(/VmRSS:\s+(\d+) kB/)?.[1]) * 1024;
};

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#8899aa' }, limitInputPixels: false });

test('wrong pictures get a clear answer and leave the server well', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { admin, teacher, sectionId, students } = await setUpCollege(server, ['Asha']);
  const asha = await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });
  await enrolFace(asha, 'asha');
  const policy = await admin.call('currentPolicy');
  await admin.call('savePolicy', { body: { data: { ...policy.data, placeMode: 'off' } } });
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 60 } });
  const photo = async (file: Uint8Array) =>
    teacher.send('proposeFromPhotos', { params: { id: session.id }, body: {}, files: [file] });
  const checkIn = async (frame: Uint8Array) => {
    const frames = [frame, frame, frame];
    return (await beginCheckIn(asha, { sessionId: session.id, frames }))();
  };
  const good = await portrait('asha');
  // Warm, so that growth is the pictures' and not the models'.
  await photo(await roomPhoto());
  const idle = await residentBytes(server);

  const refused: [name: string, picture: Uint8Array, code: string][] = [
    ['an empty file', Buffer.alloc(0), 'image_empty'],
    ['text renamed to .jpg', Buffer.from('this is not a picture '.repeat(50)), 'image_type_unsupported'],
    ['a truncated JPEG', good.subarray(0, Math.floor(good.length * 0.6)), 'image_truncated'],
    ['a PNG of 12,000 × 12,000', await flat(12_000, 12_000).png({ compressionLevel: 9 }).toBuffer(), 'image_too_large'],
    ['a GIF', await flat(400, 300).gif().toBuffer(), 'image_type_unsupported'],
  ];
  for (const [name, picture, code] of refused) {
    await t.test(`${name}: ${code}, as class photo and as check-in`, async () => {
      for (const answer of [await photo(picture), await checkIn(picture)]) {
        assert.equal(answer.status, 422, JSON.stringify(answer.body));
        assert.equal(answer.body.error?.code, code);
        assert.ok(answer.body.error?.advice);
      }
    });
  }

  await t.test('a photo of 40 megapixels is worked on', async () => {
    const huge = await sharp(await roomPhoto())
      .resize(8000, 5000, { fit: 'contain' })
      .jpeg({ quality: 80 })
      .toBuffer();
    const { status, body } = await photo(huge);
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.photos[0]?.width, body.photos[0]?.height], [8000, 5000]);
    assert.ok(body.faces.some((face) => face.verdict === 'matched' && face.candidates[0]?.student.name === 'Asha'));
  });

  await t.test('no face and two faces say which it is', async () => {
    const none = await checkIn(await flat(640, 480).jpeg().toBuffer());
    assert.deepEqual([none.status, none.body.decision, none.body.code], [200, 'reject', 'face_not_found']);
    const pair = await sharp({ create: { width: 1280, height: 480, channels: 3, background: 'grey' } })
      .composite([
        { input: good, left: 0, top: 0 },
        { input: await portrait('carla'), left: 640, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    const two = await checkIn(pair);
    assert.deepEqual([two.status, two.body.decision, two.body.code], [200, 'reject', 'several_faces']);
    assert.ok(two.body.advice);
  });

  await t.test('photos that lie on their side by EXIF are turned upright first', async () => {
    const frames = await Promise.all(
      (await framesOf('asha', 3)).map(async (frame) =>
        sharp(await sharp(frame).rotate(270).toBuffer())
          .withMetadata({ orientation: 6 })
          .jpeg()
          .toBuffer(),
      ),
    );
    const answer = await (await beginCheckIn(asha, { sessionId: session.id, frames }))();
    assert.deepEqual([answer.status, answer.body.decision], [200, 'accept'], JSON.stringify(answer.body));
  });

  await t.test('the server is alive and its memory bounded', async () => {
    assert.equal((await fetch(`${server.url}/ready`)).status, 200);
    const growth = (await residentBytes(server)) - idle;
    t.diagnostic(
      `resident memory ${Math.round(idle / MEGABYTE)} MB idle, ${Math.round(growth / MEGABYTE)} MB more after all of them`,
    );
    assert.ok(growth < ALLOWED_GROWTH, `grew by ${Math.round(growth / MEGABYTE)} MB`);
  });
});
