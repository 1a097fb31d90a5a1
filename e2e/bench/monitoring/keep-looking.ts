import { defaultPolicy } from '@smart-presence/contract';
import { identifyInPhotos } from '@smart-presence/server/features/biometrics/index.ts';
import type { Scene } from './scene.ts';

const EVERY = 100;

interface Looking {
  looks: number;
  progress: (what: string) => void;
}

/** One snapshot after the other, each with bytes of its own; how much memory the process has now and then. */
export async function keepLooking(
  { db, latest }: Scene,
  { looks, progress }: Looking,
): Promise<{ looks: number; rss: number }[]> {
  if (!latest) throw new Error('no room was shown');
  const { picture, roster } = latest;
  const limits = defaultPolicy.face;
  const kept: { looks: number; rss: number }[] = [];
  const note = (count: number) => kept.push({ looks: count, rss: process.memoryUsage().rss });
  note(0);
  for (let look = 1; look <= looks; look += 1) {
    // A copy: what is let go of must be let go of.
    await identifyInPhotos({ db, studentIds: roster, photos: [Buffer.from(picture)], limits, now: Date.now() });
    if (look % EVERY === 0 || look === looks) {
      note(look);
      progress(`${look} snapshots`);
    }
  }
  return kept;
}
