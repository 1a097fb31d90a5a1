/** A file of the ZIP. */
export interface NamedFile {
  /** Its place in the ZIP, from 1. */
  row: number;
  /** As the ZIP spells it, with folders. */
  name: string;
}

/** The pictures of one person, or one file that is nobody's. */
export interface Album<F extends NamedFile> {
  studentId: string | null;
  /** Why it is nobody's. */
  problem: 'unknown' | 'not_a_picture' | null;
  files: F[];
}

const PICTURES = /\.(jpe?g|png|webp)$/i;
/** `1SP001_2`, `1SP001-02`, `1SP001 (3)`: further pictures of one person. */
const NUMBERED = /^(.+?)(?:[\s_-]+\d{1,2}|\s*\(\d{1,2}\))$/;

/** What archivers and file managers add of their own accord. */
const isOfSystem = (path: readonly string[]): boolean => {
  const base = path.at(-1) ?? '';
  return path.includes('__MACOSX') || base === '' || base.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(base);
};

const pathOf = (name: string): string[] => name.normalize('NFC').split(/[/\\]/);

/**
 * The USNs a file may be named by, most likely first: its name, its name without a number at the end, its folder. Names are
 * only compared, never used as paths.
 */
export const usnsIn = (name: string): string[] => {
  const path = pathOf(name);
  const stem = (path.at(-1) ?? '').replace(/\.[^.]*$/, '');
  return [stem, stem.match(NUMBERED)?.[1], path.at(-2)].filter((usn) => usn !== undefined && usn !== '') as string[];
};

/**
 * Puts the pictures of each person together, in the order in which the ZIP first names the person.
 * @param studentOf the student with a USN, if any.
 */
export const sortPictures = <F extends NamedFile>(
  files: readonly F[],
  studentOf: (usn: string) => string | undefined,
): Album<F>[] => {
  const albums: Album<F>[] = [];
  const ofStudent = new Map<string, Album<F>>();
  for (const file of files) {
    if (isOfSystem(pathOf(file.name))) continue;
    const studentId = usnsIn(file.name).flatMap((usn) => studentOf(usn) ?? [])[0] ?? null;
    const known = studentId === null ? undefined : ofStudent.get(studentId);
    if (!PICTURES.test(file.name)) albums.push({ studentId: null, problem: 'not_a_picture', files: [file] });
    else if (studentId === null) albums.push({ studentId, problem: 'unknown', files: [file] });
    else if (known) known.files.push(file);
    else {
      const album: Album<F> = { studentId, problem: null, files: [file] };
      ofStudent.set(studentId, album);
      albums.push(album);
    }
  }
  return albums;
};
