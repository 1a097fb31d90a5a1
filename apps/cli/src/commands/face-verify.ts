import { distanceBetween, thresholdsFor } from '@smart-presence/face';
import type { NodeFaceEngine } from '@smart-presence/face/node';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';
import { oneFace } from '../face/one-face.ts';
import { withEngine } from '../face/open-engine.ts';
import { describeFile } from '../face/read-picture.ts';
import { printError, printJson, printLine, rounded, warn } from '../output.ts';

const help = `Usage: smart-presence face verify [--json] A B

Compares the faces in two pictures: the same person? With several faces in a picture the largest counts, and you are told.

  --json   {distance,threshold,same}; a picture without a face, or unreadable, gives {image,error:{code,message}}

Exit code 0 whether same or not, 1 when the pictures cannot be compared.`;

async function verify(engine: NodeFaceEngine, { images, json }: { images: readonly string[]; json: boolean }) {
  const descriptors: Float32Array[] = [];
  for (const image of images) {
    const found = oneFace(await describeFile({ engine, image }));
    if ('error' in found) {
      printError({ json, image, error: found.error });
      continue;
    }
    if (found.warning) warn(`${image}: ${found.warning}`);
    descriptors.push(found.descriptor);
  }
  const [a, b] = descriptors;
  if (!a || !b) return EXIT.failed;
  const distance = distanceBetween(a, b);
  const threshold = engine.model.matchThreshold;
  const same = distance <= threshold;
  if (json) printJson({ distance: rounded(distance, 6), threshold, same });
  else printLine(verdict({ distance, threshold }));
  return EXIT.ok;
}

/** Between threshold and review distance the product asks a human. */
function verdict({ distance, threshold }: { distance: number; threshold: number }): string {
  const figures = `distance ${distance.toFixed(3)}, same up to ${threshold}`;
  if (distance <= threshold) return `The same person (${figures}).`;
  return distance <= thresholdsFor(threshold).review
    ? `Not surely the same person, a human should look (${figures}).`
    : `Not the same person (${figures}).`;
}

export const faceVerify: Command = {
  help,
  run: async (args) => {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    if (positionals.length !== 2) throw new UsageError(`two pictures are needed, not ${positionals.length}`);
    return withEngine((engine) => verify(engine, { images: positionals, json: values.json ?? false }));
  },
};
