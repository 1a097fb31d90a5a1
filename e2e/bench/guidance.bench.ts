/**
 * `npm run bench -- guidance`: how soon and how often a student's browser judges what the camera sees. Opens the check-in
 * in a real Chromium, with everything cached by an earlier visit, also on a processor that is slowed down.
 */
import { figure, type Suite, type Table } from '@smart-presence/face/bench/suite.ts';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/chromium.ts';
import { setUpCollege } from '../support/college.ts';
import { filmFace } from '../support/film.ts';
import { emailOf, enrolByApi, renderings, signIn, turningHead } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { slowPages } from './slow-process.ts';

const RATES = [1, 4];
const VISITS = 5;
const SETTLED_MS = 3_000;
const WATCHED_MS = 2_000;
const GIVEN_UP_MS = 30_000;

/** Notes in the page when the check-in was asked for and when each frame was judged. */
const NOTE_GUIDANCE = `(() => {
  const Plain = window.Worker;
  window.judgedAt = [];
  window.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (data?.type === 'guidance') window.judgedAt.push(performance.now());
      });
    }
  };
  addEventListener('click', () => { window.askedAt = performance.now(); window.judgedAt = []; }, true);
})()`;

export const suite: Suite = {
  title: 'Guidance in the browser',
  byDefault: false,
  async run({ progress }) {
    const server = await startServer();
    const film = await filmFace({ pictures: await turningHead('asha'), framesEach: 75 });
    const browser = await launchBrowser({ camera: film.path });
    try {
      const college = await setUpCollege(server, ['Asha Rao']);
      const studentId = college.students[0]?.id ?? '';
      await enrolByApi({ server, college, studentId, pictures: await renderings('asha') });
      const session = { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() };
      await college.teacher.call('openSession', session);
      const page = await openPhone(browser, server.url);
      await signIn(page, emailOf(0));
      // The first visit fills the caches.
      await visit({ browser, page, rate: 1 });
      const seen: Seen[] = [];
      for (const rate of RATES) {
        for (let count = 0; count < VISITS; count++) {
          progress(`visit ${count + 1} of ${VISITS}, processor slowed ${rate}×`);
          seen.push(await visit({ browser, page, rate }));
        }
      }
      return [tableOf(seen)];
    } finally {
      await browser.close();
      await film.remove();
      await server.stop();
    }
  },
};

async function openPhone(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    baseURL,
  });
  await context.addInitScript(NOTE_GUIDANCE);
  const page = await context.newPage();
  // The camera is looked at for as long as we measure: nobody is checked in.
  await page.route('**/check-in', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  return page;
}

interface Seen {
  rate: number;
  /** From the tap to the first judged frame, milliseconds. */
  firstMs: number;
  /** Judged frames per second after the first. */
  perSecond: number;
}

interface Visit {
  browser: Browser;
  page: Page;
  rate: number;
}

async function visit({ browser, page, rate }: Visit): Promise<Seen> {
  await page.goto('/home');
  const link = page.getByRole('link', { name: /Networks.*Check in/s });
  await link.waitFor();
  // Home fetches the face guide ahead; students look at it for a moment.
  await page.waitForTimeout(SETTLED_MS);
  const speedUp = await slowPages(browser, rate);
  try {
    await link.click();
    const until = Date.now() + GIVEN_UP_MS;
    while ((await judged(page)).length === 0 && Date.now() < until) await page.waitForTimeout(100);
    await page.waitForTimeout(WATCHED_MS);
    const times = await judged(page);
    const first = times[0] ?? Number.NaN;
    const last = times.at(-1) ?? Number.NaN;
    const asked = Number(await page.evaluate('window.askedAt'));
    return { rate, firstMs: first - asked, perSecond: ((times.length - 1) * 1000) / (last - first) };
  } finally {
    speedUp();
  }
}

const judged = async (page: Page) => (await page.evaluate('window.judgedAt')) as number[];

function tableOf(seen: readonly Seen[]): Table {
  const rows = RATES.map((rate) => {
    const visits = seen.filter((each) => each.rate === rate);
    const first = visits.map(({ firstMs }) => firstMs).sort((a, b) => a - b);
    const often = visits.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
    const middle = Math.floor(visits.length / 2);
    return [
      `${rate}×`,
      ...[first[0], first[middle], first.at(-1), often[middle]].map((value) => figure(value ?? Number.NaN)),
    ];
  });
  return {
    title: 'From the tap on an open session to the first judged frame, and how often afterwards',
    note:
      `${VISITS} visits each on a phone-sized page with a warm cache; the camera is a film of 640 × 480 frames. "Slowed": the page's ` +
      'processes, workers included, run that fraction of the time; drawing without a GPU is part of it.',
    columns: ['processor slowed', 'first, best ms', 'first, median ms', 'first, worst ms', 'frames per second'],
    rows,
  };
}
