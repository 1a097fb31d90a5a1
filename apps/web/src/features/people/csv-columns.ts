import { peopleCsvColumns } from '@smart-presence/contract';

export type PeopleColumn = (typeof peopleCsvColumns)[number];
export const peopleColumnNames: readonly PeopleColumn[] = peopleCsvColumns;
/** Our column to a column of the file; a column of ours that the file lacks is absent. */
export type Mapping = Partial<Record<PeopleColumn, string>>;

/** Names the columns of files from elsewhere go by, folded. */
const aliases: Record<PeopleColumn, readonly string[]> = {
  name: ['fullname', 'studentname', 'displayname'],
  email: ['mail', 'emailaddress', 'emailid'],
  role: ['type', 'usertype'],
  usn: ['rollno', 'rollnumber', 'roll', 'regno', 'registrationnumber', 'studentid', 'idnumber'],
  department: ['dept', 'departmentcode', 'branch'],
  year: ['studyyear', 'yearofstudy'],
  semester: ['sem', 'term'],
  section: ['sectionlabel', 'group', 'class'],
  guardian_email: ['parentemail', 'guardianmail'],
  under_18: ['minor', 'isminor', 'isunder18'],
};

const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Matches the file's columns to ours by name or usual alias; each column of the file is used once. */
export function guessMapping(columns: readonly string[]): Mapping {
  const free = new Map(columns.toReversed().map((column) => [fold(column), column]));
  const mapping: Mapping = {};
  const take = (ours: PeopleColumn, names: readonly string[]) => {
    const found = mapping[ours] === undefined ? names.find((name) => free.has(name)) : undefined;
    if (found === undefined) return;
    mapping[ours] = free.get(found) as string;
    free.delete(found);
  };
  // Equal names first, over all columns: an alias must not take a column another of ours is named after.
  for (const ours of peopleColumnNames) take(ours, [fold(ours)]);
  for (const ours of peopleColumnNames) take(ours, aliases[ours]);
  return mapping;
}

/** The mapping with one column changed; a column of the file that was used elsewhere moves. */
export function remap(mapping: Mapping, ours: PeopleColumn, theirs: string): Mapping {
  const rest = Object.entries(mapping).filter(([name, column]) => name !== ours && column !== theirs);
  return { ...Object.fromEntries(rest), ...(theirs !== '' && { [ours]: theirs }) };
}

/** As the server wants it: every column of ours, empty for those the file lacks, so that it guesses none itself. */
export const wholeMapping = (mapping: Mapping): Record<PeopleColumn, string> =>
  Object.fromEntries(peopleColumnNames.map((name) => [name, mapping[name] ?? ''])) as Record<PeopleColumn, string>;
