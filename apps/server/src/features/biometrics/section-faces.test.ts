import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { createCourse, enrolStudents, saveDepartment, sectionsOf, startStructure } from '../academics/index.ts';
import { queriesOf, somebody } from '../accounts/testing.ts';
import { sectionFaces } from './section-faces.ts';
import { addConsentingStudent, addStudent, liveConsentId, NOW, provideTestService, refuses } from './testing.ts';
import { canary, keep } from './vault/testing.ts';

const viewer = (personId: string, role: Viewer['role']) => ({ personId, role }) as Viewer;

eachDatabase((open) => {
  test('consent and enrolment of a section are told to those who may see it, in as many queries for any roster', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const teacher = await somebody(db, { role: 'faculty' }, NOW);
    const stranger = await somebody(db, { role: 'faculty' }, NOW);
    await startStructure(db, {
      department: { name: 'Computer Science', code: 'CS' },
      term: { name: 'Term', start: '2026-07-01', end: '2026-12-01' },
    });
    const department = await saveDepartment(db, { name: 'Physics', code: 'PH', placeId: null });
    const fields = { code: 'CS1', name: 'Networks', departmentId: department.id, prescribedHours: null };
    await createCourse(db, { fields, facultyIds: [teacher.id], now: NOW });
    const [section] = await sectionsOf(db, { personId: teacher.id, role: 'faculty' });
    assert.ok(section);
    const ask = (who: Viewer) => sectionFaces(db, { viewer: who, sectionId: section.id });

    const plain = await addStudent(db, 'plain');
    await enrolStudents(db, { sectionId: section.id, studentIds: [plain], usns: [], now: NOW });
    const fewQueries = await queriesOf(db, () => ask(viewer(teacher.id, 'faculty')));

    const agreed = await addConsentingStudent(db, 'agreed');
    const enrolled = await addConsentingStudent(db, 'enrolled');
    await keep(db, vault, { personId: enrolled, consentId: await liveConsentId(db, enrolled), values: canary(1) });
    await enrolStudents(db, { sectionId: section.id, studentIds: [agreed, enrolled], usns: [], now: NOW });
    const told = new Map((await ask(viewer(teacher.id, 'faculty'))).map((face) => [face.studentId, face]));
    assert.deepEqual(told.get(plain), { studentId: plain, hasConsent: false, template: null });
    assert.deepEqual(told.get(agreed), { studentId: agreed, hasConsent: true, template: null });
    assert.deepEqual(told.get(enrolled), { studentId: enrolled, hasConsent: true, template: 'active' });
    assert.equal(await queriesOf(db, () => ask(viewer(teacher.id, 'faculty'))), fewQueries);

    await assert.rejects(ask(viewer(stranger.id, 'faculty')), refuses('not_found'));
  });
});
