import assert from 'node:assert/strict';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

/** Each word is a student, each letter a class: the second one slips. */
const MARKS = ['LPPPPPAPPPP', 'PPPPPPPAAAA', 'PLPPPPPPPPP'];
const NAMES = ['Asha Rao', 'Bela Nair', 'Chitra Iyer'];

story(
  'a teacher sees how a section goes and who slips, a student what the next classes would change',
  async (stage) => {
    const server = await stage.server();
    const { admin, teacher, sectionId, students } = await setUpCollege(server, NAMES);
    const asha = await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });
    for (let day = 0; day < (MARKS[0]?.length ?? 0); day += 1) {
      const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
      const marks = students.map((student, at) => ({ studentId: student.id, code: MARKS[at]?.[day] ?? 'P' }));
      await teacher.call('setMarks', { params: { id }, body: { marks } });
      await teacher.call('closeSession', { params: { id } });
    }
    // Sessions that are over are counted a moment later.
    const counted = async () => (await teacher.call('sectionInsight', { params: { id: sectionId } })).sessions.length;
    while ((await counted()) < 11) await new Promise((resolve) => setTimeout(resolve, 200));

    const desk = await stage.enter();
    await signIn(desk, 'teacher@college.example');
    await desk.goto(`/sections/${sectionId}`);
    await desk.getByRole('link', { name: 'How it goes' }).click();
    await desk.getByRole('heading', { name: 'Attending much less than before' }).waitFor();
    await desk.getByText('attended 1 of the last 5, 6 of the 6 before').waitFor();
    assert.equal(await desk.getByText('Asha Rao', { exact: true }).count(), 0, 'one absence is no fall');
    await desk.getByText('34 points below usual', { exact: true }).waitFor();
    await desk.getByRole('img', { name: /^Line of the percentage who attended each of 11 sessions/ }).waitFor();
    await desk.getByText('As a table').click();
    await stage.inspect(desk, 'section');
    await desk.getByRole('row').nth(1).getByRole('link').click();
    await desk.getByText('66% were here: 34 points below usual.').waitFor();

    const phone = await stage.enter({ device: 'phone' });
    await signIn(phone, emailOf(0));
    await phone.goto('/attendance');
    await phone.getByText('4 classes in a row', { exact: true }).waitFor();
    await phone.getByLabel('Show classes in a row').uncheck();
    await phone.getByText('4 classes in a row', { exact: true }).waitFor({ state: 'detached' });
    await phone.goto(`/attendance?section=${sectionId}`);
    await phone.getByRole('heading', { name: 'What if?' }).waitFor();
    await phone.getByRole('button', { name: 'I miss' }).click();
    for (const count of [2, 3]) {
      await phone.getByRole('button', { name: 'One more' }).click();
      await phone.getByText(`the next ${count} classes`, { exact: true }).waitFor();
    }
    await phone.getByText('At least 75% are needed: that is not enough.').waitFor();
    await stage.inspect(phone, 'what-if');
    await phone.goto('/notifications/choices');
    await phone.getByLabel('Digest by e-mail').selectOption('daily');
    await phone.getByLabel('Mark corrected: by e-mail', { exact: true }).click();
    await phone.getByLabel('Mark corrected: by e-mail with the digest').click();
    // A switch moves for good when the server has answered.
    const isSaved = async () => {
      const { digest, choices } = await asha.call('notificationChoices');
      return digest === 'daily' && choices.some(({ waits }) => waits === true);
    };
    while (!(await isSaved())) await new Promise((resolve) => setTimeout(resolve, 200));
    await phone.reload();
    await phone.getByLabel('Digest by e-mail').waitFor();
    assert.equal(await phone.getByLabel('Digest by e-mail').inputValue(), 'daily');
    await phone.getByLabel('Mark corrected: by e-mail with the digest').waitFor();
    await stage.inspect(phone, 'digest');
  },
);
