/**
 * `npm run bench -- monitoring`: what a snapshot of a room shows and costs. Finds the faces of a picture, enrols some of them from
 * crops that were changed, and looks for that roster in a snapshot that was changed otherwise, by the product's own way.
 * With `--pictures DIR` every picture of a folder is a room.
 */

import { figure, type Suite, type Table } from '@smart-presence/face/bench/suite.ts';
import { keepLooking } from './monitoring/keep-looking.ts';
import { roomsOf } from './monitoring/rooms.ts';
import { openScene } from './monitoring/scene.ts';
import { type Shown, showRoom } from './monitoring/show-room.ts';

const LOOKS = 500;

export const suite: Suite = {
  title: 'Monitoring: a snapshot of a room',
  byDefault: false,
  async run({ progress, options }) {
    const rooms = await roomsOf(options.pictures);
    const scene = await openScene();
    try {
      const shown: Shown[] = [];
      for (const room of rooms) {
        progress(room.name);
        shown.push(await showRoom(scene, room));
      }
      progress(`${options.attempts ?? LOOKS} snapshots of ${rooms[0]?.name}`);
      const kept = await keepLooking(scene, { looks: options.attempts ?? LOOKS, progress });
      return [found(shown), costs(shown), memory(kept)];
    } finally {
      await scene.close();
    }
  },
};

const found = (shown: readonly Shown[]): Table => ({
  title: 'Who is found',
  note: 'Roster: faces of the picture, each enrolled from five crops of it that were scaled, shifted, brightened, made noisy and compressed. Snapshot: the whole picture scaled to 97 %, shifted, with noise, JPEG 80. The same pictures on both sides flatter recognition: what it shows is that nothing is lost or mistaken on the way, not how well people are recognised in another light. “Wrong”: a student found where somebody else is. “Of another room”: the same roster looked for in the other pictures, where none of it is.',
  columns: [
    'room',
    'faces in the original',
    'roster',
    'headcount',
    'matched',
    'unsure',
    'unknown',
    'wrong',
    'of another room',
  ],
  rows: shown.map((one) => [
    one.name,
    String(one.original),
    String(one.roster),
    String(one.headcount),
    String(one.matched),
    String(one.unsure),
    String(one.unknown),
    String(one.wrong),
    one.elsewhere === null ? '–' : `${one.elsewhere.matched} of ${one.elsewhere.faces} faces`,
  ]),
});

const costs = (shown: readonly Shown[]): Table => ({
  title: 'What a snapshot costs',
  note: 'From the encoded picture to figures and matched students, one face thread, median of five; the processor’s milliseconds are those of all threads.',
  columns: ['room', 'pixels', 'ms', 'processor ms'],
  rows: shown.map(({ name, pixels, milliseconds, processor }) => [
    name,
    pixels,
    figure(milliseconds),
    figure(processor),
  ]),
});

const memory = (kept: readonly { looks: number; rss: number }[]): Table => ({
  title: 'Memory over many snapshots',
  note: 'Resident memory of the process, after so many snapshots one after the other.',
  columns: ['snapshots', 'MB'],
  rows: kept.map(({ looks, rss }) => [String(looks), String(Math.round(rss / 2 ** 20))]),
});
