import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Pictures and logs of stories, for the people who look at them; not kept in the repository. */
export const RESULTS = resolve(import.meta.dirname, '../../test-results');

const WIDTHS = { 360: 740, 1280: 800 } as const;
const SCHEMES = ['light', 'dark'] as const;

/**
 * Looks at a page as a phone and as a desk, in light and dark: axe must find nothing, nothing may stick out sideways,
 * and a picture of each goes to `test-results/STORY/NAME-WIDTH-SCHEME.png`. The page is left as it was.
 */
export async function inspectPage(page: Page, { story, name }: { story: string; name: string }): Promise<void> {
  const viewport = page.viewportSize();
  const folder = join(RESULTS, slug(story));
  await mkdir(folder, { recursive: true });
  const complaints: string[] = [];
  for (const [width, height] of Object.entries(WIDTHS)) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width: Number(width), height });
      // Half-way through a fade colours are nobody's choice.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settle(page);
      await page.screenshot({ path: join(folder, `${slug(name)}-${width}-${colorScheme}.png`), fullPage: true });
      const found = [...(await accessibilityViolations(page)), ...(await sidewaysOverflow(page))];
      complaints.push(...found.map((text) => `${name}, ${width} px, ${colorScheme}: ${text}`));
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (viewport) await page.setViewportSize(viewport);
  assert.deepEqual(complaints, []);
}

/**
 * Waits until the page has said what it is (a page just gone to is an empty document at first), has drawn itself anew and what fades
 * has faded; what moves for ever is not waited for.
 */
async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.evaluate(`(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    await frame();
    await frame();
    await Promise.race([Promise.allSettled(document.getAnimations().map((one) => one.finished)), pause(1000)]);
    await frame();
  })()`);
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * One sentence for each rule of axe that is broken, with the elements that break it. Axe is put into a page once, which takes as long
 * as all its rules; the product shows no frames.
 */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(await axe);
  const run = "axe.run(document, { resultTypes: ['violations'] })";
  const { violations } = (await page.evaluate(`${run}.then(({ violations }) => ({ violations }))`)) as AxeResults;
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`);
    return `${id}: ${help}: ${places.join('; ')}`;
  });
}

async function sidewaysOverflow(page: Page): Promise<string[]> {
  const [content, visible] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]').then(asPair);
  return content > visible ? [`the page is ${content} px wide, which takes scrolling sideways`] : [];
}

function asPair(value: unknown): [number, number] {
  return value as [number, number];
}

export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
