import { ApiClient } from './api.ts';
import { type Authenticator, addAuthenticator } from './authenticator.ts';
import type { RunningServer } from './server.ts';

export const PASSWORD = 'seven quiet rivers run';

export interface TestCollege {
  admin: ApiClient;
  /** Administrators must have a second factor: this one has an authenticator. */
  authenticator: Authenticator;
  teacher: ApiClient;
  sectionId: string;
  departmentId: string;
  students: { id: string; name: string; usn: string }[];
}

/** Uses the set-up link, then adds a teacher, a course with its section, and students on its roster. */
export const setUpCollege = async (
  server: RunningServer,
  studentNames: readonly string[],
  { institution = 'Test College', timeZone = 'Asia/Kolkata' }: { institution?: string; timeZone?: string } = {},
): Promise<TestCollege> => {
  const admin = new ApiClient(server.url);
  await admin.call('setUp', {
    body: {
      token: new URL(server.setupLink()).hash.slice(1),
      institution: { name: institution, timeZone },
      admin: { name: 'Admin', email: 'admin@college.example', password: PASSWORD },
      department: { name: 'Computer Science', code: 'CS' },
      term: {
        name: 'This year',
        start: `${new Date().getUTCFullYear()}-01-01`,
        end: `${new Date().getUTCFullYear()}-12-31`,
      },
    },
  });
  const { authenticator } = await addAuthenticator(admin);
  const [department] = await admin.call('listDepartments');
  if (!department) throw new Error('set-up made no department');
  const teacherPerson = await admin.call('createPerson', {
    body: { name: 'Teacher', email: 'teacher@college.example', role: 'faculty' },
  });
  await admin.call('createCourse', {
    body: { code: 'CS501', name: 'Networks', departmentId: department.id, facultyIds: [teacherPerson.id] },
  });
  const [section] = await admin.call('listSections', { query: {} });
  if (!section) throw new Error('the course made no section');
  const students = [];
  for (const [index, name] of studentNames.entries()) {
    const usn = `1SP${String(index + 1).padStart(3, '0')}`;
    const email = `student${index + 1}@college.example`;
    const person = await admin.call('createPerson', {
      body: { name, email, role: 'student', profile: { usn, departmentId: department.id } },
    });
    students.push({ id: person.id, name, usn });
  }
  if (students.length > 0)
    await admin.call('enrolStudents', { params: { id: section.id }, body: { studentIds: students.map((s) => s.id) } });
  const teacher = await acceptInvitation({ server, admin, personId: teacherPerson.id });
  return { admin, authenticator, teacher, sectionId: section.id, departmentId: department.id, students };
};

/** Has the admin make an invitation and the person set a password with it. @returns the person, signed in. */
export const acceptInvitation = async ({
  server,
  admin,
  personId,
}: {
  server: RunningServer;
  admin: ApiClient;
  personId: string;
}): Promise<ApiClient> => {
  const { url } = await admin.call('invitePerson', { params: { id: personId } });
  const person = new ApiClient(server.url);
  await person.call('acceptLink', { body: { token: new URL(url).hash.slice(1), password: PASSWORD } });
  return person;
};
