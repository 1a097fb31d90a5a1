import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { inTemporaryFolder, jsonLines, runCli, samplePicture } from '../testing.ts';

interface DescribeLine {
  image: string;
  width: number;
  height: number;
  faces: {
    box: [number, number, number, number];
    score: number;
    landmarks: [number, number][];
    pose: Record<string, number>;
    quality: { size: number; issues: string[] };
    descriptor: number[];
  }[];
  ms: Record<string, number>;
  error?: { code: string; message: string };
}
interface RollLine {
  photo: string;
  matched: { name: string; box: number[]; distance: number; margin: number }[];
  unsure: { box: number[]; candidates: { name: string; distance: number }[] }[];
  unknown: { box: number[] }[];
}
interface RollEnd {
  present: string[];
  absent: string[];
}

const PHOTO = samplePicture(1);
let people: DescribeLine;

before(async () => {
  [people] = jsonLines(await runCli({ args: ['face', 'describe', '--json', PHOTO] })) as [DescribeLine];
});

/** The n-th face of the photo with its surroundings, as a picture of one person. */
async function portrait(face: number, to: string): Promise<void> {
  const [x, y, w, h] = people.faces[face]?.box ?? [0, 0, 0, 0];
  const left = Math.max(0, Math.round(x - w * 0.2));
  const top = Math.max(0, Math.round(y - h * 0.2));
  const width = Math.min(people.width - left, Math.round(w * 1.4));
  const height = Math.min(people.height - top, Math.round(h * 1.4));
  await sharp(PHOTO).extract({ left, top, width, height }).toFile(to);
}

function centreIsIn(inner: readonly number[] = [], outer: readonly number[] = []): boolean {
  const [x = 0, y = 0, w = 0, h = 0] = inner;
  const [left = 0, top = 0, width = 0, height = 0] = outer;
  return x + w / 2 > left && x + w / 2 < left + width && y + h / 2 > top && y + h / 2 < top + height;
}

/** Pictures that are none, by the error they must give. */
async function badPictures(folder: string): Promise<[file: string, code: string][]> {
  const whole = await readFile(PHOTO);
  const bad: [string, string, Uint8Array][] = [
    ['empty.jpg', 'image_empty', new Uint8Array()],
    ['text.jpg', 'image_type_unsupported', Buffer.from('Dear all, the picture is attached.')],
    ['truncated.jpg', 'image_truncated', whole.subarray(0, whole.length / 2)],
  ];
  for (const [name, , bytes] of bad) await writeFile(join(folder, name), bytes);
  return [
    ...bad.map(([name, code]): [string, string] => [join(folder, name), code]),
    [join(folder, 'missing.jpg'), 'file_not_found'],
    [folder, 'not_a_file'],
  ];
}

test('describe gives every face in pixels of the picture, with all that was promised', () => {
  assert.deepEqual(Object.keys(people), ['image', 'width', 'height', 'faces', 'ms']);
  assert.equal(people.image, PHOTO);
  assert.ok(people.faces.length >= 3, `${people.faces.length} faces`);
  assert.deepEqual(Object.keys(people.ms), ['decode', 'detect', 'landmarks', 'align', 'embed']);
  for (const { box, score, landmarks, pose, quality, descriptor } of people.faces) {
    const [x, y, w, h] = box;
    assert.ok(x > -w && y > -h && x < people.width && y < people.height && w > 20 && h > 20);
    assert.ok(score > 0 && score <= 1);
    assert.equal(landmarks.length, 68);
    assert.deepEqual(Object.keys(pose), ['yaw', 'pitch', 'roll']);
    assert.ok(quality.size > 0 && Array.isArray(quality.issues));
    assert.equal(descriptor.length, 128);
    assert.deepEqual(
      descriptor,
      Array.from(Float32Array.from(descriptor), (value) => Number(value.toPrecision(9))),
    );
  }
});

test('describe says what is wrong with each bad picture, goes on with the others and ends with code 1', async () => {
  await inTemporaryFolder(async (folder) => {
    const bad = await badPictures(folder);
    const images = [...bad.map(([file]) => file), PHOTO];
    const described = await runCli({ args: ['face', 'describe', '--json', ...images] });
    assert.equal(described.code, 1);
    const lines = jsonLines(described) as DescribeLine[];
    assert.deepEqual(
      lines.map(({ image, error }) => [image, error?.code]),
      [...bad, [PHOTO, undefined]],
    );
    for (const { error } of lines.slice(0, -1)) assert.ok(error && error.message.length > 10);
    assert.deepEqual(lines.at(-1)?.faces, people.faces);

    const human = await runCli({ args: ['face', 'describe', ...images] });
    assert.equal(human.code, 1);
    assert.match(human.stderr, /empty\.jpg: /);
    assert.match(human.stdout, new RegExp(`sample1\\.jpg: ${people.faces.length} faces in`));
  });
});

test('verify compares one face with one face, and says so when there is none, or several', async () => {
  await inTemporaryFolder(async (folder) => {
    const [first, again, other, empty] = ['a.jpg', 'b.png', 'c.jpg', 'wall.png'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    await portrait(0, first);
    await sharp(first).resize({ width: 180 }).modulate({ brightness: 1.1 }).toFile(again);
    await portrait(1, other);
    await sharp({ create: { width: 320, height: 240, channels: 3, background: '#9a8f80' } }).toFile(empty);

    const same = await runCli({ args: ['face', 'verify', '--json', first, again] });
    assert.equal(same.code, 0, same.stderr);
    const [result] = jsonLines(same) as [{ distance: number; threshold: number; same: boolean }];
    assert.deepEqual(Object.keys(result), ['distance', 'threshold', 'same']);
    assert.ok(result.same && result.distance < 0.4 && result.threshold === 0.52);

    const different = await runCli({ args: ['face', 'verify', first, other] });
    assert.equal(different.code, 0);
    assert.match(different.stdout, /^Not the same person \(distance 0\.\d+, same up to 0\.52\)/);

    const nobody = await runCli({ args: ['face', 'verify', '--json', first, empty] });
    assert.equal(nobody.code, 1);
    const [none] = jsonLines(nobody) as [DescribeLine];
    assert.deepEqual([none.image, none.error?.code], [empty, 'no_face']);

    const several = await runCli({ args: ['face', 'verify', '--json', PHOTO, first] });
    assert.equal(several.code, 0);
    assert.match(several.stderr, /sample1\.jpg: \d faces were found; the largest is used/);
    assert.equal((jsonLines(several) as [{ same: boolean }])[0].same, true);
  });
});

test('roll names who is there, leaves strangers unknown and survives a bad roster', async () => {
  await inTemporaryFolder(async (folder) => {
    const roster = join(folder, 'roster');
    await mkdir(join(roster, 'Ada'), { recursive: true });
    await mkdir(join(roster, 'Nobody'));
    await portrait(0, join(roster, 'Ada', 'one.jpg'));
    await portrait(0, join(roster, 'Ada', 'two.webp'));
    await portrait(1, join(roster, '=HYPERLINK("x").jpg'));
    await writeFile(join(roster, 'Ada', 'broken.jpg'), '');
    await writeFile(join(roster, 'list.txt'), 'not a picture, and not meant to be');
    await copyFile(samplePicture(6), join(roster, 'Group.jpg'));
    const [csv, drawn] = [join(folder, 'out.csv'), join(folder, 'out.png')];
    const args = ['face', 'roll', '--json', '--roster', roster, '--csv', csv, '--annotate', drawn, PHOTO];
    const result = await runCli({ args });

    assert.equal(result.code, 1);
    const lines = jsonLines(result);
    const errors = lines.filter((line): line is DescribeLine => Object.hasOwn(line as object, 'error'));
    assert.deepEqual(
      errors.map(({ image, error }) => [image, error?.code]),
      [
        [join(roster, 'Ada', 'broken.jpg'), 'image_empty'],
        [join(roster, 'Nobody'), 'no_template'],
      ],
    );
    assert.match(result.stderr, /Group\.jpg: \d faces were found; the largest is used/);

    const photo = lines.at(-2) as RollLine;
    assert.deepEqual(Object.keys(photo), ['photo', 'matched', 'unsure', 'unknown']);
    const boxes = new Map(photo.matched.map(({ name, box }) => [name, box]));
    assert.ok(centreIsIn(boxes.get('Ada'), people.faces[0]?.box));
    assert.ok(centreIsIn(boxes.get('=HYPERLINK("x")'), people.faces[1]?.box));
    assert.ok(photo.unsure.length + photo.unknown.length >= 1, 'the strangers are missing');
    for (const { distance, margin } of photo.matched) assert.ok(distance <= 0.5 && margin >= 0.04);
    const end = lines.at(-1) as RollEnd;
    assert.deepEqual([...end.present, ...end.absent].sort(), ['=HYPERLINK("x")', 'Ada', 'Group', 'Nobody']);
    assert.ok(end.present.includes('Ada') && end.absent.includes('Nobody'));

    const table = await readFile(csv, 'utf8');
    assert.match(table, /^\uFEFFname,status,photo,distance,margin\n/);
    assert.match(table, /\nAda,present,.*sample1\.jpg,0\./);
    assert.match(table, /\n"?'=HYPERLINK/);
    assert.match(table, /\nNobody,absent,,,/);

    const { data, info } = await sharp(drawn).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [people.width, people.height]);
    const original = await sharp(PHOTO).raw().toBuffer();
    const [x, y] = boxes.get('Ada')?.map(Math.round) ?? [0, 0];
    const changed = [0, 1, 2].some((channel) => {
      const at = ((y ?? 0) * info.width + (x ?? 0) + 20) * info.channels + channel;
      return Math.abs((data[at] ?? 0) - (original[at] ?? 0)) > 20;
    });
    assert.ok(changed, 'no box is drawn at the first face');
  });
});

test('roll merges several photos, draws each, and understands a photo turned by EXIF', async () => {
  await inTemporaryFolder(async (folder) => {
    const roster = join(folder, 'roster');
    await mkdir(roster);
    await portrait(0, join(roster, 'Ada.jpg'));
    await portrait(1, join(roster, 'Bob.jpg'));
    const [left, turned] = [join(folder, 'left.jpg'), join(folder, 'turned.jpg')];
    await portrait(0, left);
    // Stored lying on its side; orientation 6 says: turn right by 90° to look at it.
    await sharp(PHOTO).rotate(-90).withMetadata({ orientation: 6 }).toFile(turned);
    const drawn = join(folder, 'drawn.jpg');
    const result = await runCli({
      args: ['face', 'roll', '--json', '--roster', roster, '--annotate', drawn, left, turned],
    });
    assert.equal(result.code, 0, result.stderr);
    const [first, second, end] = jsonLines(result) as [RollLine, RollLine, RollEnd];
    assert.deepEqual(
      first.matched.map(({ name }) => name),
      ['Ada'],
    );
    assert.deepEqual(second.matched.map(({ name }) => name).sort(), ['Ada', 'Bob']);
    assert.deepEqual(end, { present: ['Ada', 'Bob'], absent: [] });
    for (const number of [1, 2]) assert.ok((await sharp(join(folder, `drawn-${number}.jpg`)).metadata()).width > 0);

    const unwritable = await runCli({
      args: ['face', 'roll', '--json', '--roster', roster, '--csv', join(folder, 'no', 'such', 'out.csv'), left],
    });
    assert.equal(unwritable.code, 1);
    assert.ok(unwritable.stdout.includes('"code":"not_written"'));
    assert.ok(unwritable.stdout.includes('"present":["Ada"]'));
  });
});

test('a roster that is not there, or holds no pictures, is a wrong call', async () => {
  await inTemporaryFolder(async (folder) => {
    const missing = await runCli({ args: ['face', 'roll', '--roster', join(folder, 'none'), PHOTO] });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /there is no folder .*none/);
    const empty = await runCli({ args: ['face', 'roll', '--roster', folder, PHOTO] });
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /holds no pictures: NAME\/\*\.jpg or NAME\.jpg are looked for/);
  });
});
