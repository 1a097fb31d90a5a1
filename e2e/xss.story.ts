import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { ApiClient } from './support/api.ts';
import { freeTextFields } from './support/free-text.ts';
import { htmlOf } from './support/mail-file.ts';
import { type PlantedCollege, plantCorpus } from './support/planted.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';
import { CORPUS, payload, SHORT } from './support/xss-corpus.ts';
import { NEVER_SHOWN, PLANTED, PLANTED_NOWHERE } from './support/xss-fields.ts';

/** What became an element or an address that runs, in words. Text, because it runs in the page. */
const TAKEN_FOR_HTML = `(() => {
  const marked = [...document.querySelectorAll('[data-xss]')];
  const running = [...document.querySelectorAll('[href], [src], [action], [formaction]')].filter((element) =>
    ['href', 'src', 'action', 'formaction'].some((name) => /^\\s*javascript:/i.test(element.getAttribute(name) ?? '')));
  const handlers = [...document.querySelectorAll('*')].filter((element) =>
    element.getAttributeNames().some((name) => name.startsWith('on')));
  return [...marked, ...running, ...handlers].map((element) => element.outerHTML.slice(0, 200));
})()`;

/** How many texts of the corpus a page shows: as text, as the value of a field, or as a name for screen readers. */
const SHOWN = `(() => {
  const others = [...document.querySelectorAll('input, textarea, option, [aria-label], [title]')];
  const names = others.map((one) => [one.value, one.textContent, one.getAttribute('aria-label'), one.title].join(' '));
  const shown = [document.body.innerText, ...names].join(' ');
  return ${JSON.stringify(CORPUS)}.filter((text) => shown.includes(text)).length;
})()`;

const SCREEN_MS = 15_000;
/** Rows that a table shows at most, less those whose texts are there twice. */
const PAGE = 24;

story('no text that people can write becomes HTML or runs, on any screen or in any mail', async ({ server, enter }) => {
  assert.deepEqual(unknownFields(), [], 'plant these fields, or say why nobody is shown them');
  const running = await server();
  const college = await plantCorpus(running);
  const [administration, ...everybodyElse] = visits(college);
  assert.ok(administration);
  /** In a browser of its own. */
  const tour = async (who: readonly Visit[], andThen: (page: Page) => Promise<void>) => {
    const page = await enter();
    const alarms = await listen(page);
    for (const visit of who) {
      await become(page, { who: visit.who, running });
      for (const [path, least] of visit.screens) {
        await look(page, { path, least });
        assert.deepEqual(alarms, [], path);
      }
    }
    await andThen(page);
    assert.deepEqual(alarms, []);
  };
  await Promise.all([
    tour([administration], async (page) => {
      await importTheCorpus(page);
      await readMails(page, running);
    }),
    tour(everybodyElse, async (page) => {
      await become(page, { who: college.teacher, running });
      await readHistory(page, college);
    }),
  ]);
});

async function look(page: Page, { path, least }: { path: string; least: number }): Promise<void> {
  await page.goto(path, { waitUntil: 'domcontentloaded' });
  await page.locator('h1').first().waitFor();
  const shown = await shows(page, least);
  assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], path);
  const next = page.getByRole('button', { name: 'Next page' });
  if (shown < CORPUS.length && least >= PAGE && (await next.isEnabled())) {
    await next.click();
    await shows(page, CORPUS.length - least);
    assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], `${path}, next page`);
  }
  await openWhatOpens(page);
}

function unknownFields(): string[] {
  return freeTextFields([...CORPUS, ...SHORT]).filter(
    (field) => !PLANTED.includes(field) && !(field in NEVER_SHOWN) && !(field in PLANTED_NOWHERE),
  );
}

interface Visit {
  who: ApiClient | undefined;
  /** Address, and how many texts of the corpus it must show at least: a screen that shows none proves nothing. */
  screens: readonly (readonly [path: string, least: number])[];
}

/** Every screen of every role that shows what others wrote. */
function visits(college: PlantedCollege): Visit[] {
  const { admin, teacher, student, sectionId, termId, students, openSessionId, pastSessionId, invitationUrl } = college;
  const { providers, providerId, registrations, kiosk } = college.accounts;
  const all = CORPUS.length;
  const asked = encodeURIComponent(payload(2));
  const structure = ['departments', 'places', 'terms', 'courses', 'sections'].map(
    (part) => [`/admin/structure/${part}`, PAGE] as const,
  );
  return [
    {
      who: admin,
      screens: [
        ['/admin', 4],
        ['/admin/people?pageSize=100', all],
        ['/admin/people?pageSize=100&role=faculty', all],
        [`/admin/people?search=${asked}`, 2],
        [`/admin/people/${students[0]?.id}`, 5],
        [`/admin/people/${students[8]?.id}`, 5],
        ...structure,
        [`/admin/sections/${sectionId}`, PAGE],
        ['/admin/structure/rooms', PAGE],
        [`/admin/terms/${termId}/holidays`, PAGE],
        [`/sections/${sectionId}/timetable`, PAGE],
        ['/admin/policies', PAGE],
        ['/requests', 10],
        ['/admin/mail', 2],
        ['/admin/settings', 2],
        ['/admin/access', 2],
        ['/admin/roles', 2],
        ['/admin/kiosks', PAGE],
        ['/admin/room-cameras', PAGE],
        ['/admin/registrations', registrations / 2],
        ['/admin/registrations?state=refused', registrations / 2],
        ['/admin/single-sign-on', providers],
        [`/admin/single-sign-on/${providerId}`, 4],
        ['/account', providers],
        ['/sessions', all],
        [`/sessions/${openSessionId}`, all],
        ['/api/dev/mail', all],
        [`/nothing/${asked}`, 0],
      ],
    },
    {
      who: teacher,
      screens: [
        ['/requests', 10],
        ['/today', 8],
        ['/sessions', 3],
        [`/sessions/${openSessionId}`, all],
        [`/sessions/${openSessionId}?view=roll`, all],
        [`/sessions/${openSessionId}/photo`, 2],
        [`/sessions/${pastSessionId}`, all],
        [`/sections/${sectionId}`, all],
        [`/sections/${sectionId}/enrol/${students[1]?.id}`, 3],
        ['/account', providers],
      ],
    },
    {
      who: student,
      screens: [
        ['/home', 4],
        ['/attendance', 4],
        [`/check-in/${openSessionId}`, 2],
        ['/face', 3],
        ['/account', 3],
        ['/devices', 2],
        ['/requests', 3],
        ['/requests/leave', 1],
        ['/notifications?pageSize=100', PAGE],
      ],
    },
    { who: kiosk, screens: [['/kiosk', 3]] },
    {
      who: undefined,
      screens: [
        [new URL(invitationUrl).pathname + new URL(invitationUrl).hash, 1],
        [`/sign-in?next=${encodeURIComponent(payload(9))}`, providers],
        [`/sign-in?next=${asked}&why=${asked}`, providers],
        ['/register', 0],
        [`/register/confirm#${asked}`, 0],
        [`/c#${asked}`, 0],
        [`/invite#${asked}`, 0],
        [`/setup#${asked}`, 0],
      ],
    },
  ];
}

/** Waits until a page shows so many texts of the corpus. Asked again and again: what polls in the page is code made of text. */
async function shows(page: Page, least: number): Promise<number> {
  let shown = 0;
  for (const deadline = Date.now() + SCREEN_MS; Date.now() < deadline; await wait(50)) {
    shown = (await page.evaluate(SHOWN)) as number;
    if (shown >= least) return shown;
  }
  return assert.fail(`${page.url()} shows ${shown} texts of the corpus, not ${least}`);
}

/** Collects everything that ran: calls of the canary, dialogs, and what a console calls an error. */
async function listen(page: Page): Promise<string[]> {
  const alarms: string[] = [];
  await page.exposeBinding('__xss', (_, at: number) => alarms.push(`${payload(at)} ran on ${page.url()}`));
  page.on('dialog', (dialog) => {
    // The browser's own question, whether to leave marks that are not saved.
    if (dialog.type() !== 'beforeunload') alarms.push(`a dialog on ${page.url()}: ${dialog.message()}`);
    dialog.accept().catch(() => {});
  });
  page.on('console', (message) => {
    // A page that is told 401, 404 and the like has its own words for that.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      alarms.push(`console of ${page.url()}: ${message.text()}`);
  });
  return alarms;
}

/** The browser takes over a session that was begun by the API. */
async function become(page: Page, { who, running }: { who: ApiClient | undefined; running: RunningServer }) {
  await page.goto('about:blank');
  await page.context().clearCookies();
  const pairs = who?.cookie.split('; ') ?? [];
  const cookies = pairs.map((pair) => ({
    name: pair.slice(0, pair.indexOf('=')),
    value: pair.slice(pair.indexOf('=') + 1),
    url: running.url,
  }));
  if (cookies.length > 0) await page.context().addCookies(cookies);
}

/** Menus, dialogs and drawers of a screen, each opened, left to draw, and closed. */
async function openWhatOpens(page: Page): Promise<void> {
  const openers = page.locator('button[aria-haspopup]:visible, summary:visible, tbody tr:first-child button:visible');
  for (let at = 0; at < Math.min(await openers.count(), 3); at += 1) {
    const opener = openers.nth(at);
    if (!(await opener.isVisible()) || !(await opener.isEnabled())) continue;
    await opener.click({ timeout: 1000 }).catch(() => {});
    await page.waitForTimeout(60);
    assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], `opened on ${page.url()}`);
    await page.keyboard.press('Escape');
  }
}

/** Why a mark was changed, each time: the first student's was, once for each text. */
async function readHistory(page: Page, { pastSessionId }: PlantedCollege): Promise<void> {
  await page.goto(`/sessions/${pastSessionId}`);
  await page
    .getByRole('button', { name: payload(0), exact: true })
    .first()
    .click();
  const changes = page.getByRole('dialog').getByRole('listitem');
  await changes.nth(CORPUS.length - 1).waitFor();
  const text = await page.getByRole('dialog').innerText();
  assert.deepEqual(
    CORPUS.filter((reason) => !text.includes(reason)),
    [],
    'reasons that are not shown',
  );
  assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], 'history of a mark');
}

/** A file whose headings and cells are the corpus: the screens show both before anything is sent. */
async function importTheCorpus(page: Page): Promise<void> {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = CORPUS.map((text, at) =>
    ['name', 'role'].map((_, column) => quoted(column ? text : payload(at))).join(),
  );
  await page.goto('/admin/imports');
  await page.locator('input[type=file]').setInputFiles({
    name: 'people <img data-xss src=x onerror=__xss(0)>.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([`name,role,${quoted(payload(3))}`, ...rows].join('\n')),
  });
  await shows(page, 1);
  assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], 'columns of a file');
  await page.getByText('Rows to fix').waitFor();
  assert.deepEqual(await page.evaluate(TAKEN_FOR_HTML), [], 'rows of a file');
}

/** Mails are read where no policy of ours protects anybody. */
async function readMails(page: Page, { dataDir }: RunningServer): Promise<void> {
  const folder = join(dataDir, 'mail');
  const names = await readdir(folder);
  assert.ok(names.length >= CORPUS.length, `${names.length} mails were made`);
  const bodies = await Promise.all(names.map(async (name) => htmlOf(await readFile(join(folder, name), 'utf8'))));
  await page.goto('about:blank');
  for (const html of bodies) {
    assert.match(html, /xss/);
    await page.setContent(html);
    const found = (await page.evaluate(TAKEN_FOR_HTML)) as string[];
    assert.deepEqual(found, [], 'a mail');
  }
}
