import assert from 'node:assert/strict';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { beginCheckIn } from './support/enrolled.ts';
import { framesOf } from './support/frames.ts';
import { enrolByApi, renderings, signIn } from './support/people.ts';
import { story } from './support/story.ts';

story('an administrator asks how well faces tell students apart', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Gita Shah']);
  const { admin, teacher, students, sectionId } = college;
  // So wide that any two faces count as one: there are look-alikes to be shown.
  const { data } = await admin.call('currentPolicy');
  await admin.call('savePolicy', {
    body: { data: { ...data, face: { ...data.face, verifyAccept: 0.95, verifyReview: 0.96 } } },
  });
  const faces = ['asha', 'gita'] as const;
  for (const [at, face] of faces.entries()) {
    const studentId = students[at]?.id ?? '';
    await enrolByApi({ server, college, studentId, pictures: await renderings(face) });
  }

  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', college.authenticator);
  await desk.goto('/admin/settings');
  await desk.getByRole('link', { name: /^Accuracy of faces/ }).click();
  await desk.getByRole('heading', { name: 'No study yet' }).waitFor();

  const session = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
  const asha = await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });
  const post = await beginCheckIn(asha, { sessionId: session.id, frames: (await framesOf('asha')).slice(0, 3) });
  assert.equal((await post()).body.decision, 'accept');

  await desk.getByRole('button', { name: 'Study now' }).click();
  await desk.getByRole('heading', { name: 'What if the threshold were …' }).waitFor();
  await desk.getByText('With 1 own check-in nothing can be said below 95%. More check-ins make it finer.').waitFor();
  const slider = desk.getByRole('slider');
  await slider.focus();
  await slider.press('Home');
  await desk.getByText('Threshold: 0.300', { exact: true }).waitFor();
  await desk.getByText('All thresholds as a table', { exact: true }).click();
  await desk.getByText('How to read this', { exact: true }).click();
  await desk.getByRole('button', { name: 'Show who' }).click();
  await desk.getByRole('table', { name: /^Pairs of students/ }).waitFor();
  await desk.getByRole('link', { name: 'Gita Shah', exact: true }).waitFor();
  await stage.inspect(desk, 'study');
});
