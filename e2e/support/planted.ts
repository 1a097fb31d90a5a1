import { consentText } from '@smart-presence/contract';
import { ApiClient } from './api.ts';
import { PASSWORD, setUpCollege, type TestCollege } from './college.ts';
import { type PlantedAccounts, plantAccounts } from './planted-accounts.ts';
import { plantRequests } from './planted-requests.ts';
import { plantTimetable } from './planted-timetable.ts';
import type { RunningServer } from './server.ts';
import { CORPUS, payload, SHORT } from './xss-corpus.ts';

/** A college in which everything that can be named is named with the corpus. */
export interface PlantedCollege extends TestCollege {
  accounts: PlantedAccounts;
  student: ApiClient;
  openSessionId: string;
  pastSessionId: string;
  /** A term with a holiday for each text. */
  termId: string;
  /** Addresses of links that nobody has used yet. */
  invitationUrl: string;
}

const each = async (work: (text: string, at: number) => Promise<unknown>): Promise<void> => {
  for (const [at, text] of CORPUS.entries()) await work(text, at);
};

/** Fills every text that people can write with every text of the corpus, by the API alone. */
export async function plantCorpus(server: RunningServer): Promise<PlantedCollege> {
  const college = await setUpCollege(server, CORPUS, { institution: payload(2) });
  const { admin, teacher, sectionId } = college;
  await plantPeople(college);
  await plantStructure(college);
  const { termId } = await plantTimetable(college);
  await plantPolicies(admin);
  const clients = await plantStudents(server, college);
  const [student] = clients;
  if (!student) throw new Error('nobody was planted');
  const { openSessionId, pastSessionId } = await plantSessions(teacher, { sectionId, college });
  await plantRequests({ college, clients, sessionId: pastSessionId });
  const late = await admin.call('createPerson', {
    body: { name: payload(3), email: 'late@college.example', role: 'faculty' },
  });
  const { url } = await admin.call('invitePerson', { params: { id: late.id } });
  const accounts = await plantAccounts(server, { college, student });
  return { ...college, termId, accounts, student, openSessionId, pastSessionId, invitationUrl: url };
}

async function plantPeople({ admin, students }: TestCollege): Promise<void> {
  const { items } = await admin.call('listPeople', { query: { pageSize: 200 } });
  for (const person of items.filter(({ role }) => role !== 'student'))
    await admin.call('updatePerson', { params: { id: person.id }, body: { name: payload(person.role.length) } });
  for (const [at, { id }] of students.entries()) {
    const profile = { sectionLabel: SHORT[at % SHORT.length] ?? null, isUnder18: true };
    await admin.call('updatePerson', { params: { id }, body: { name: payload(at), profile } });
  }
  await each((text, at) =>
    admin.call('createPerson', { body: { name: text, email: `staff${at}@college.example`, role: 'faculty' } }),
  );
}

async function plantStructure({ admin, departmentId }: TestCollege): Promise<void> {
  const point = { latitude: 12.9, longitude: 77.5, radius: 200 };
  const [term] = await admin.call('listTerms');
  const [course] = await admin.call('listCourses', { query: {} });
  const [section] = await admin.call('listSections', { query: {} });
  if (!term || !course || !section) throw new Error('set-up made no term, course or section');
  await admin.call('updateTerm', { params: { id: term.id }, body: { ...term, name: payload(0) } });
  await admin.call('updateDepartment', { params: { id: departmentId }, body: { name: payload(1), code: 'CS' } });
  const { code, prescribedHours } = course;
  const body = { code, name: payload(2), departmentId, prescribedHours };
  await admin.call('updateCourse', { params: { id: course.id }, body });
  await admin.call('updateSection', { params: { id: section.id }, body: { name: `${payload(4)}!` } });
  await each(async (text, at) => {
    const place = await admin.call('createPlace', { body: { ...point, name: text } });
    await admin.call('updatePlace', { params: { id: place.id }, body: { ...point, name: text } });
    await admin.call('createDepartment', { body: { name: text, code: `D${at}`, placeId: place.id } });
    const named = { name: text, start: `${2000 + at}-01-01`, end: `${2000 + at}-06-01` };
    await admin.call('createTerm', { body: named });
    // The term is there: nothing is made, and the first is the name of the old one.
    const rolled = { term: named, sectionIds: [], apply: true };
    if (at > 0) await admin.call('rollOverTerm', { params: { id: term.id }, body: rolled });
    await admin.call('createCourse', { body: { code: `C${at}`, name: text, departmentId } });
    const { id } = await admin.call('createSection', {
      body: { courseId: course.id, termId: term.id, name: text },
    });
    const batches = { prefix: text, apply: at === 0 };
    await admin.call('splitIntoBatches', { params: { id }, body: batches });
  });
}

/** Twenty kinds of marks are the most, so two versions hold the corpus; its first half is in force. */
async function plantPolicies(admin: ApiClient): Promise<void> {
  const { data } = await admin.call('currentPolicy');
  const most = 20;
  for (const from of [CORPUS.length - most, 0]) {
    const marks = Array.from({ length: most }, (_, at) => ({
      ...(data.marks[at] ?? { code: `X${String.fromCharCode(65 + at)}`, attended: 0, counts: false }),
      name: payload(from + at),
    }));
    await admin.call('savePolicy', { body: { data: { ...data, marks }, note: payload(from) } });
  }
  const { data: planted } = await admin.call('currentPolicy');
  await each((note) => admin.call('savePolicy', { body: { data: planted, note } }));
}

/** Every student sets a password on a browser that names itself so, and a guardian who is named so consents. */
async function plantStudents(server: RunningServer, { admin, students }: TestCollege): Promise<ApiClient[]> {
  const clients: ApiClient[] = [];
  for (const [at, { id }] of students.entries()) {
    const { url } = await admin.call('invitePerson', { params: { id } });
    const client = new ApiClient(server.url, { userAgent: payload(at) });
    const token = new URL(url).hash.slice(1);
    await client.call('acceptLink', { body: { token, password: PASSWORD } });
    const guardian = { name: payload(at + 9), email: `guardian${at}@college.example` };
    await client.call('giveConsent', { body: { textVersion: consentText.version, guardian } });
    clients.push(client);
  }
  return clients;
}

/** One session that is over, in which one mark was changed for many reasons, and one that is open. */
async function plantSessions(
  teacher: ApiClient,
  { sectionId, college: { students } }: { sectionId: string; college: TestCollege },
): Promise<{ openSessionId: string; pastSessionId: string }> {
  const open = () => teacher.call('openSession', { params: { id: sectionId }, body: {} });
  const past = await open();
  const [first] = students;
  if (!first) throw new Error('nobody is on the roster');
  await each((reason, at) => {
    const marks = [{ studentId: first.id, code: at % 2 === 0 ? 'P' : 'L' }];
    return teacher.call('setMarks', { params: { id: past.id }, body: { marks, reason } });
  });
  await teacher.call('closeSession', { params: { id: past.id } });
  return { pastSessionId: past.id, openSessionId: (await open()).id };
}
