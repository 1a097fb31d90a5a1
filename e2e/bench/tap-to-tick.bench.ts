/**
 * `npm run bench -- tap-to-tick`: how long a check-in takes its student, from the tap on the open session to the tick, in a
 * real Chromium with everything cached by an earlier visit, also on a processor that is slowed down.
 */
import { figure, type Suite, type Table } from '@smart-presence/face/bench/suite.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { performOnDay, putBeforeCamera } from '../support/actor.ts';
import { launchBrowser } from '../support/chromium.ts';
import { acceptInvitation, setUpCollege, type TestCollege } from '../support/college.ts';
import { filmFace } from '../support/film.ts';
import { actor, MOVEMENTS_TIMEOUT_MS } from '../support/movements.ts';
import { emailOf, enrolByApi, renderings, signIn, turningHead } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { slowPages } from './slow-process.ts';

const RATES = [1, 4];
const VISITS = 5;
/** Home fetches the face guide ahead; students look at it for a moment. */
const SETTLED_MS = 3_000;

const WAYS = [
  { name: 'face', student: 0, level: 'off' },
  { name: 'face, movements of `standard`', student: 1, level: 'standard' },
  { name: 'room code', student: 2, level: 'off' },
] as const;
type Way = (typeof WAYS)[number];

interface Seen {
  way: Way;
  rate: number;
  ms: number;
  /** Otherwise it went to the teacher or was refused. */
  isTicked: boolean;
}

export const suite: Suite = {
  title: 'From the tap to the tick',
  byDefault: false,
  async run({ progress }) {
    const server = await startServer();
    const film = await filmFace({ pictures: await turningHead('asha'), framesEach: 75 });
    const browser = await launchBrowser({ camera: film.path });
    try {
      const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair', 'Carla Iyer']);
      const [asha, bela, carla] = college.students.map(({ id }) => id);
      await enrolByApi({ server, college, studentId: asha ?? '', pictures: await renderings('asha') });
      await enrolByApi({ server, college, studentId: bela ?? '', pictures: (await actor).enrolment });
      await acceptInvitation({ server, admin: college.admin, personId: carla ?? '' });
      const seen: Seen[] = [];
      let day = 0;
      for (const way of WAYS) {
        const context = await openPhone(browser, server.url);
        const first = await context.newPage();
        await signIn(first, emailOf(way.student));
        const visit = async (rate: number) => {
          const page = await context.newPage();
          if (way.level === 'standard') await putBeforeCamera(page, await performOnDay(day++));
          const seen = await checkIn({ browser, college, page, way, rate });
          await page.close();
          return seen;
        };
        // The first visit fills the caches.
        await visit(1);
        for (const rate of RATES) {
          for (let count = 0; count < VISITS; count++) {
            progress(`${way.name}, visit ${count + 1} of ${VISITS}, processor slowed ${rate}×`);
            seen.push(await visit(rate));
          }
        }
        await context.close();
      }
      return [tableOf(seen)];
    } finally {
      await browser.close();
      await film.remove();
      await server.stop();
    }
  },
};

const openPhone = (browser: Browser, baseURL: string): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, baseURL });

interface Visit {
  browser: Browser;
  college: TestCollege;
  page: Page;
  way: Way;
  rate: number;
}

async function checkIn({ browser, college, page, way, rate }: Visit): Promise<Seen> {
  const { admin, teacher, sectionId } = college;
  const { data } = await admin.call('currentPolicy');
  const liveness = { ...data.liveness, level: way.level };
  await admin.call('savePolicy', { body: { data: { ...data, placeMode: 'off', liveness } } });
  const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {}, key: crypto.randomUUID() });
  await page.goto('/home');
  const link = page.getByRole('link', { name: /Networks/ });
  await link.waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const tick = page.getByRole('heading', { name: 'You are checked in' });
  const answer = tick
    .or(page.getByRole('heading', { name: 'Your teacher takes a look' }))
    .or(page.getByRole('button', { name: 'Try again' }));
  const { codes } = await teacher.call('showRoomCode', { params: { id } });
  const speedUp = await slowPages(browser, rate);
  try {
    const start = performance.now();
    await link.click();
    // As if the digits were known by heart: reading and typing them is the person's time.
    if (way.name === 'room code') await page.getByLabel('Room code').fill(codes[0]?.code ?? '');
    await answer.waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
    return { way, rate, ms: performance.now() - start, isTicked: await tick.isVisible() };
  } finally {
    speedUp();
    await teacher.call('closeSession', { params: { id } });
  }
}

function tableOf(seen: readonly Seen[]): Table {
  const rows = WAYS.flatMap((way) =>
    RATES.map((rate) => {
      const visits = seen.filter((each) => each.way === way && each.rate === rate);
      const times = visits.map(({ ms }) => ms / 1000).sort((a, b) => a - b);
      const [best, middle, worst] = [times[0], times[times.length >> 1], times.at(-1)];
      const ticks = visits.filter(({ isTicked }) => isTicked).length;
      return [
        way.name,
        `${rate}×`,
        ...[best, middle, worst].map((value) => figure(value ?? Number.NaN)),
        `${ticks} of ${visits.length}`,
      ];
    }),
  );
  return {
    title: 'Seconds from the tap on an open session to the answer',
    note:
      `${VISITS} check-ins each on a phone-sized page with a warm cache, camera film of 640 × 480, server on the same two cores. Movements are ` +
      'those of a rendered head that begins each half a second after it is asked for, held a little differently each time. "Slowed": the ' +
      'page’s processes run that fraction of the time.',
    columns: ['way', 'processor slowed', 'best', 'median', 'worst', 'ticks'],
    rows,
  };
}
