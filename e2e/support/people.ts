import { consentText } from '@smart-presence/contract';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { ApiClient } from './api.ts';
import type { Authenticator } from './authenticator.ts';
import { acceptInvitation, PASSWORD, type TestCollege } from './college.ts';
import { type Person, portrait } from './portraits.ts';
import type { RunningServer } from './server.ts';

/**
 * Signs in as a person types: e-mail, password, Enter.
 * @param authenticator of somebody who has one: the code is typed too.
 */
export async function signIn(page: Page, email: string, authenticator?: Authenticator): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  if (!authenticator) return;
  await page.getByLabel('Code', { exact: true }).fill(await authenticator.next());
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** The one picture and its mirror image: a head that turns a little to one side, then to the other. */
export async function turningHead(person: Person): Promise<Buffer[]> {
  const picture = await portrait(person);
  return [picture, await sharp(picture).flop().toBuffer()];
}

/** Other renderings of one portrait, as a person's own camera would vary: brightness, crop, size, compression. */
export async function renderings(person: Person): Promise<Buffer[]> {
  const picture = await portrait(person);
  const changes = [
    { brightness: 0.88, inset: 6, quality: 82 },
    { brightness: 1.1, inset: 14, quality: 88 },
    { brightness: 0.96, inset: 22, quality: 74 },
    { brightness: 1.04, inset: 30, quality: 90 },
    { brightness: 0.92, inset: 38, quality: 80 },
    { brightness: 1, inset: 46, quality: 85 },
  ];
  return Promise.all(
    changes.map(({ brightness, inset, quality }) =>
      sharp(picture)
        .extract({
          left: inset,
          top: Math.round(inset * 0.75),
          width: 640 - 2 * inset,
          height: 480 - 2 * Math.round(inset * 0.75),
        })
        .resize(640, 480)
        .modulate({ brightness })
        .jpeg({ quality })
        .toBuffer(),
    ),
  );
}

/** The student with this place in the college's list, by the e-mail that `setUpCollege` gave. */
export const emailOf = (place: number): string => `student${place + 1}@college.example`;

/** Gives a student an account, consent and a face, all by the API. @returns the student, signed in. */
export async function enrolByApi(props: {
  server: RunningServer;
  college: TestCollege;
  studentId: string;
  pictures: readonly Buffer[];
}): Promise<ApiClient> {
  const { server, college, studentId, pictures } = props;
  const client = await acceptInvitation({ server, admin: college.admin, personId: studentId });
  await client.call('giveConsent', { body: { textVersion: consentText.version } });
  const result = await client.call('enrolMyFace', { body: {}, files: pictures });
  if (result.outcome !== 'enrolled') throw new Error(`not enrolled: ${JSON.stringify(result.frames)}`);
  return client;
}
