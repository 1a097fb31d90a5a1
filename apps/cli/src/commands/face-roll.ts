import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type FaceOnRoll, matchRoll, mergePhotos, thresholdsFor } from '@smart-presence/face';
import type { NodeFaceEngine } from '@smart-presence/face/node';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';
import { annotatePhoto, annotationFormat, type NamedFace } from '../face/annotate.ts';
import { loadRoster, type Roster } from '../face/load-roster.ts';
import { withEngine } from '../face/open-engine.ts';
import { type Described, describeFile, inOrder, PICTURES_AT_ONCE } from '../face/read-picture.ts';
import { rollCsv } from '../face/roll-csv.ts';
import { type PhotoOnRoll, photoForPeople, photoOnRoll, rollForPeople } from '../face/roll-output.ts';
import { counted, printError, printJson, printLine, warn } from '../output.ts';

const help = `Usage: smart-presence face roll --roster FOLDER [--annotate OUT.jpg] [--csv OUT.csv] [--json] PHOTO…

Calls the roll: finds the faces on photos of a room and says who of the roster is there.

  --roster FOLDER     FOLDER/NAME/*.jpg (several pictures of a person make a better template) or FOLDER/NAME.jpg;
                      jpg, jpeg, png and webp
  --annotate OUT.jpg  draws names on the photo (jpg, png or webp); with several photos OUT-1.jpg, OUT-2.jpg …
  --csv OUT.csv       one row per person: name, status (present, unsure, absent), photo, distance, margin
  --json              per photo {photo,matched:[{name,box,distance,margin}],unsure:[{box,candidates:[{name,distance}]}],
                      unknown:[{box}]}, then {present:[name],absent:[name]};
                      an unreadable picture gives {image,error:{code,message}}

Each person is matched to one face of a photo and each face to one person. "Unsure" faces are for a human to judge
and do not make anybody present. Exit code 1 when a picture could not be used; the others count all the same.`;

interface RollCallArguments {
  roster: string;
  photos: readonly string[];
  json: boolean;
  annotate: string | undefined;
  csv: string | undefined;
}

function readCall(args: readonly string[]): RollCallArguments {
  const { values, positionals } = readArguments(args, {
    roster: { type: 'string' },
    annotate: { type: 'string' },
    csv: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { roster, annotate, csv, json = false } = values;
  if (!roster) throw new UsageError('--roster FOLDER is missing');
  if (positionals.length === 0) throw new UsageError('a photo is missing');
  if (annotate !== undefined && !annotationFormat(annotate)) {
    throw new UsageError(`--annotate writes .jpg, .png or .webp, not ${annotate || 'nothing'}`);
  }
  if (csv === '') throw new UsageError('--csv needs a file name');
  return { roster, photos: positionals, json, annotate, csv };
}

async function callRoll(engine: NodeFaceEngine, call: RollCallArguments): Promise<number> {
  let failed = false;
  const fail = (image: string, error: { code: string; message: string }) => {
    failed = true;
    printError({ json: call.json, image, error });
  };
  const report = { error: fail, warning: (image: string, message: string) => warn(`${image}: ${message}`) };
  const roster = await loadRoster({ engine, folder: call.roster, report });
  const results: FaceOnRoll[][] = [];
  const shown: PhotoOnRoll[] = [];
  const work = (image: string) => describeFile({ engine, image, options: { scene: 'room' } });
  let number = 0;
  for await (const described of inOrder({ items: call.photos, atOnce: PICTURES_AT_ONCE, work })) {
    number += 1;
    if ('error' in described) {
      fail(described.image, described.error);
      continue;
    }
    const faces = nameFaces({ engine, roster, described });
    results.push(faces.map(({ result }) => result));
    const photo = photoOnRoll(described.image, faces);
    shown.push(photo);
    if (call.json) printJson(photo);
    else printLine(photoForPeople(photo));
    if (call.annotate) {
      const to = call.photos.length > 1 ? numbered(call.annotate, number) : call.annotate;
      failed = !(await annotate({ photo: described.bytes, faces, to, json: call.json })) || failed;
    }
  }
  const merged = mergePhotos(
    results,
    roster.names.map((id) => ({ id })),
  );
  if (call.json) printJson(merged);
  else printLine(rollForPeople(merged));
  if (call.csv) failed = !(await writeCsv({ file: call.csv, csv: rollCsv(roster.names, shown), call })) || failed;
  return failed ? EXIT.failed : EXIT.ok;
}

interface NameFacesProps {
  engine: NodeFaceEngine;
  roster: Roster;
  described: Extract<Described, { bytes: Uint8Array }>;
}

function nameFaces({ engine, roster, described }: NameFacesProps): NamedFace[] {
  const found = described.description.faces.flatMap(({ box, descriptor }) => (descriptor ? [{ box, descriptor }] : []));
  const results = matchRoll({
    faces: found.map(({ descriptor }) => descriptor),
    roster: roster.entries,
    thresholds: thresholdsFor(engine.model.matchThreshold),
  });
  return found.flatMap(({ box }, index) => {
    const result = results[index];
    return result ? [{ box, result }] : [];
  });
}

function numbered(file: string, number: number): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${number}${extension}`;
}

interface AnnotateCall {
  photo: Uint8Array;
  faces: readonly NamedFace[];
  to: string;
  json: boolean;
}

async function annotate({ photo, faces, to, json }: AnnotateCall): Promise<boolean> {
  return written({
    file: to,
    json,
    write: async () => {
      const named = await annotatePhoto({ photo, faces, to });
      if (!named)
        warn('this machine has no font, so the drawing shows no names (install one, such as fonts-dejavu-core)');
      if (!json) printLine(`  drawn with ${counted(faces.length, 'face')}: ${to}`);
    },
  });
}

async function writeCsv({ file, csv, call }: { file: string; csv: string; call: RollCallArguments }): Promise<boolean> {
  return written({
    file,
    json: call.json,
    write: async () => {
      await writeFile(file, csv);
      if (!call.json) printLine(`Written: ${file}`);
    },
  });
}

interface WrittenProps {
  file: string;
  json: boolean;
  write: () => Promise<void>;
}

/** A result that cannot be written down is an error of its own, after which the roll goes on. */
async function written({ file, json, write }: WrittenProps): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    printError({
      json,
      image: file,
      error: { code: 'not_written', message: `This file could not be written: ${reason}` },
    });
    return false;
  }
}

export const faceRoll: Command = {
  help,
  run: async (args) => {
    const call = readCall(args);
    return withEngine((engine) => callRoll(engine, call));
  },
};
