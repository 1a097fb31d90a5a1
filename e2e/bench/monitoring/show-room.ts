import { defaultPolicy } from '@smart-presence/contract';
import type { Face } from '@smart-presence/face';
import { identifyInPhotos, type PhotoIdentification } from '@smart-presence/server/features/biometrics/index.ts';
import sharp from 'sharp';
import { CROPS, changed, SNAPSHOT } from './change-picture.ts';
import type { Room } from './rooms.ts';
import type { Scene } from './scene.ts';

export interface Shown {
  name: string;
  pixels: string;
  original: number;
  roster: number;
  headcount: number;
  matched: number;
  unsure: number;
  unknown: number;
  wrong: number;
  elsewhere: { matched: number; faces: number } | null;
  milliseconds: number;
  processor: number;
}

/** Two thirds of a picture's faces are the class, at most so many. */
const MOST = 20;
const TIMES = 5;
/** A portrait shows more than a face. */
const AROUND = 2.2;
const PORTRAIT = 320;

export async function showRoom(scene: Scene, room: Room): Promise<Shown> {
  const { engine, db } = scene;
  const whole = await engine.describe(room.picture, { scene: 'room' });
  const people = new Map<string, Face>();
  const most = Math.min(MOST, Math.ceil((whole.faces.length * 2) / 3));
  for (const face of whole.faces.filter(({ descriptor }) => descriptor !== undefined)) {
    if (people.size === most) break;
    const id = await scene.enrol(`${room.name} ${people.size + 1}`, await cropsOf(room.picture, face, whole));
    if (id !== undefined) people.set(id, face);
  }
  const picture = await changed(room.picture, SNAPSHOT);
  const roster = [...people.keys()];
  const look = (photo: Buffer) =>
    identifyInPhotos({ db, studentIds: roster, photos: [photo], limits: defaultPolicy.face, now: Date.now() });
  const found = await look(picture);
  const cost = await costOf(() => look(picture));
  const others: { matched: number; faces: number }[] = [];
  for (const other of scene.shown) {
    const there = await look(await changed(other.picture, SNAPSHOT));
    others.push({ matched: count(there, 'matched'), faces: there.photos[0]?.faces ?? 0 });
  }
  const sum = (of: 'matched' | 'faces') => others.reduce((total, one) => total + one[of], 0);
  const elsewhere = others.length === 0 ? null : { matched: sum('matched'), faces: sum('faces') };
  scene.shown.push(room);
  scene.latest ??= { picture, roster };
  const { width, height } = await sharp(picture).metadata();
  return {
    name: room.name,
    pixels: `${width} × ${height}`,
    original: whole.faces.length,
    roster: roster.length,
    headcount: found.photos[0]?.faces ?? 0,
    matched: count(found, 'matched'),
    unsure: count(found, 'unsure'),
    unknown: count(found, 'unknown'),
    wrong: wrongIn(found, people),
    elsewhere,
    ...cost,
  };
}

const count = ({ faces }: PhotoIdentification, wanted: string): number =>
  faces.filter(({ verdict }) => verdict === wanted).length;

/** Matched where that student's face is not. */
const wrongIn = ({ faces }: PhotoIdentification, people: ReadonlyMap<string, Face>): number =>
  faces.filter(({ verdict, candidates, box }) => {
    const own = verdict === 'matched' ? people.get(candidates[0]?.studentId ?? '') : undefined;
    if (!own) return verdict === 'matched';
    const [x, y, w, h] = own.box;
    const at = (value: number) => (value - SNAPSHOT.shift) * SNAPSHOT.scale;
    const [cx, cy] = [at(x + w / 2), at(y + h / 2)];
    return !(cx > box[0] && cx < box[0] + box[2] && cy > box[1] && cy < box[1] + box[3]);
  }).length;

async function cropsOf(picture: Buffer, { box }: Face, size: { width: number; height: number }): Promise<Buffer[]> {
  const [x, y, w, h] = box;
  const side = Math.round(Math.min(AROUND * Math.max(w, h), size.width, size.height));
  const inside = (value: number, most: number) => Math.round(Math.min(Math.max(0, value), most - side));
  const left = inside(x + w / 2 - side / 2, size.width);
  const top = inside(y + h / 2 - side / 2, size.height);
  const portrait = await sharp(picture)
    .extract({ left, top, width: side, height: side })
    .resize(PORTRAIT, PORTRAIT)
    .png()
    .toBuffer();
  return Promise.all(CROPS.map((change) => changed(portrait, change)));
}

async function costOf(work: () => Promise<unknown>): Promise<{ milliseconds: number; processor: number }> {
  const times: { milliseconds: number; processor: number }[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const [since, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    times.push({ milliseconds: performance.now() - since, processor: (user + system) / 1000 });
  }
  const middle = (of: 'milliseconds' | 'processor') =>
    times.map((time) => time[of]).toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN;
  return { milliseconds: middle('milliseconds'), processor: middle('processor') };
}
