import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { distanceBetween, makeTemplate, ROLL_THRESHOLDS, type RosterEntry, type Template } from '@smart-presence/face';
import type { NodeFaceEngine } from '@smart-presence/face/node';
import { UsageError } from '../command.ts';
import { oneFace } from './one-face.ts';
import { describeFile, inOrder, PICTURES_AT_ONCE, type PictureError } from './read-picture.ts';

const PICTURE = new Set(['.jpg', '.jpeg', '.png', '.webp']);
const OTHER_PICTURE = new Set(['.heic', '.heif', '.avif', '.gif', '.tif', '.tiff', '.bmp', '.jfif']);

export interface Roster {
  /** Everyone with a folder or a picture, sorted by name. */
  names: string[];
  /** Those a template could be made of. */
  entries: RosterEntry[];
}

/** What came up while reading it; `image` is a picture, or the folder of a person. */
export interface RosterReport {
  error(image: string, error: PictureError): void;
  warning(image: string, message: string): void;
}

interface RosterPicture {
  name: string;
  image: string;
}

export interface LoadRosterProps {
  engine: NodeFaceEngine;
  folder: string;
  report: RosterReport;
}

/**
 * Reads `folder/NAME/*.{jpg,jpeg,png,webp}` and `folder/NAME.jpg` (and so on): one template per name, from all pictures.
 * A bad picture is reported and left out.
 * @throws UsageError when there is no such folder, or no picture in it.
 */
export async function loadRoster({ engine, folder, report }: LoadRosterProps): Promise<Roster> {
  const { names, pictures } = await listRoster(folder, report);
  const descriptorsOf = new Map<string, { image: string; descriptor: Float32Array }[]>();
  const work = async ({ name, image }: RosterPicture) => ({
    name,
    image,
    face: oneFace(await describeFile({ engine, image })),
  });
  for await (const { name, image, face } of inOrder({ items: pictures, atOnce: PICTURES_AT_ONCE, work })) {
    if ('error' in face) {
      report.error(image, face.error);
      continue;
    }
    if (face.warning) report.warning(image, face.warning);
    descriptorsOf.set(name, [...(descriptorsOf.get(name) ?? []), { image, descriptor: face.descriptor }]);
  }
  const entries = names.flatMap((name) => templateOf({ folder, name, found: descriptorsOf.get(name) ?? [], report }));
  warnOfLookAlikes(entries, report, folder);
  return { names, entries };
}

async function listRoster(folder: string, report: RosterReport) {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'ENOTDIR' ? `${folder} is not a folder` : `there is no folder ${folder}`);
  });
  const names = new Set<string>();
  const pictures: RosterPicture[] = [];
  const take = (name: string, image: string) => {
    const extension = extname(image).toLowerCase();
    if (PICTURE.has(extension)) {
      names.add(name);
      pictures.push({ name, image });
    } else if (OTHER_PICTURE.has(extension)) report.warning(image, 'not a JPEG, PNG or WebP picture; left out');
  };
  for (const entry of entries.filter(isVisible).sort()) {
    const path = join(folder, entry);
    if ((await stat(path)).isDirectory()) {
      names.add(entry);
      for (const image of (await readdir(path)).filter(isVisible).sort()) take(entry, join(path, image));
    } else take(entry.slice(0, entry.length - extname(entry).length), path);
  }
  if (pictures.length === 0) {
    throw new UsageError(`${folder} holds no pictures: NAME/*.jpg or NAME.jpg are looked for (jpg, jpeg, png, webp)`);
  }
  return { names: [...names].sort(), pictures };
}

const isVisible = (entry: string): boolean => !entry.startsWith('.');

interface TemplateOfProps {
  folder: string;
  name: string;
  found: readonly { image: string; descriptor: Float32Array }[];
  report: RosterReport;
}

function templateOf({ folder, name, found, report }: TemplateOfProps): RosterEntry[] {
  if (found.length === 0) {
    report.error(join(folder, name), {
      code: 'no_template',
      message: `No usable picture of ${name}, who cannot be found.`,
    });
    return [];
  }
  const template = templateFrom(found.map(({ descriptor }) => descriptor));
  if (!template.onePerson) {
    report.error(join(folder, name), {
      code: 'not_one_person',
      message: `The pictures of ${name} do not surely show one person, so ${name} cannot be found. Add or replace pictures.`,
    });
    return [];
  }
  for (const { frame } of template.outliers) {
    report.warning(found[frame]?.image ?? name, `does not look like the other pictures of ${name}; left out`);
  }
  return [{ id: name, template: template.descriptor }];
}

/** Pictures taken years apart may differ more than frames of one enrolment: those get a second, wider look. */
function templateFrom(descriptors: readonly Float32Array[]): Template {
  const template = makeTemplate({ descriptors });
  return template.onePerson ? template : makeTemplate({ descriptors, sameWithin: ROLL_THRESHOLDS.review });
}

/** More than a few mean a roster with double entries: then the list is not what helps. */
const LOOK_ALIKES_NAMED = 5;

function warnOfLookAlikes(entries: readonly RosterEntry[], report: RosterReport, folder: string): void {
  const pairs = entries.flatMap((one, index) =>
    entries
      .slice(index + 1)
      .map((other) => ({ names: `${one.id} and ${other.id}`, distance: distanceBetween(one.template, other.template) }))
      .filter(({ distance }) => distance <= ROLL_THRESHOLDS.accept),
  );
  for (const { names, distance } of pairs.slice(0, LOOK_ALIKES_NAMED)) {
    report.warning(folder, `${names} look alike (distance ${distance.toFixed(2)}); faces of either may stay unsure`);
  }
  const more = pairs.length - LOOK_ALIKES_NAMED;
  if (more > 0) report.warning(folder, `${more} more pairs look alike: is somebody in it twice?`);
}
