import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

story(
  'an administrator sees how today goes, where attendance fails, and takes the numbers along',
  async ({ server, enter, inspect }) => {
    const college = await setUpCollege(await server(), ['Asha Rao', 'Bela Nair', 'Chitra Menon', 'Divya Iyer']);
    const { admin, teacher, sectionId, students, authenticator } = college;
    const codes = [
      ['P', 'L', 'P', 'A'],
      ['P', 'P', 'L', 'A'],
      ['P', 'E', 'A', 'A'],
    ];
    for (const marks of codes) {
      const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 60 } });
      const all = students.map((student, at) => ({ studentId: student.id, code: marks[at] ?? 'P' }));
      await teacher.call('setMarks', { params: { id }, body: { marks: all } });
      await teacher.call('closeSession', { params: { id } });
    }
    // Both are counted by jobs a moment later. Standings first: analytics keeps those it has read for some seconds.
    const isCounted = async () =>
      (await admin.call('listShortage', { query: {} })).total === 2 &&
      (await admin.call('analytics', { query: {} })).total.sessions === codes.length;
    while (!(await isCounted())) await new Promise((next) => setTimeout(next, 200));

    const office = await enter();
    await signIn(office, 'admin@college.example', authenticator);
    await office.goto('/admin');
    await office.getByRole('heading', { name: 'Today', exact: true }).waitFor();
    await inspect(office, 'overview');

    await office.getByRole('link', { name: 'Analytics of the term', exact: true }).click();
    await office.getByRole('heading', { name: 'Analytics', exact: true }).waitFor();
    // 7 of 11 marks that count.
    await office.getByRole('img', { name: /^Line chart of attendance at 1 point in time, 63\.6% over all/ }).waitFor();
    await inspect(office, 'analytics');

    const trend = office.getByRole('region', { name: 'Attendance over the term', exact: true });
    await trend.getByText('As a table', { exact: true }).click();
    const row = trend.getByRole('row').last();
    assert.match(await row.innerText(), /63\.6%\s+7\s+11\s+28\.5%\s+2\s+1\s+3/);
    const saved = office.waitForEvent('download');
    await office.getByRole('button', { name: 'Export CSV: Attendance over the term', exact: true }).click();
    const file = await (await saved).path();
    assert.match(await readFile(file, 'utf8'), /\r\n\d{4}-\d\d-\d\d,63\.6,7,11,28\.5,2,1,3\r\n$/);

    // Filters stand in the address, and the address alone brings them back.
    const courses = office.getByRole('region', { name: 'Riskiest courses', exact: true });
    await courses.getByText('As a table', { exact: true }).click();
    await courses.getByRole('link').first().click();
    await office.getByRole('heading', { name: 'Sections of the course', exact: true }).waitFor();
    await office.getByLabel('Trend by').selectOption('day');
    await office.waitForURL((url) => url.searchParams.get('by') === 'day' && url.searchParams.has('courseId'));
    await office.reload();
    await office.getByRole('heading', { name: 'Sections of the course', exact: true }).waitFor();
    assert.equal(await office.getByLabel('Trend by').inputValue(), 'day');
    await office.getByLabel('Until').fill('2020-01-01');
    await office.getByRole('heading', { name: 'No session is over here yet', exact: true }).waitFor();
    await office.getByRole('button', { name: 'Clear filters', exact: true }).click();
    await office.getByRole('heading', { name: 'Riskiest courses', exact: true }).waitFor();
  },
);
