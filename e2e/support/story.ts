import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { type Film, filmFace } from './film.ts';
import { inspectPage, RESULTS, slug } from './inspect-page.ts';
import { listenForErrors } from './listen-for-errors.ts';
import { type RunningServer, type ServerOptions, startServer } from './server.ts';

/** How a person comes to the product. */
export interface Visit {
  /** What their camera films. Without it they have none. */
  readonly film?: Film;
  /** `phone`: 360 × 740, touch; `desk`: 1280 × 800. */
  readonly device?: 'phone' | 'desk';
  /** Where their device says it is; without it the device does not say. */
  readonly place?: { readonly latitude: number; readonly longitude: number; readonly accuracy?: number };
}

/** What a story plays on. All of it is its own and gone at its end. */
export interface Stage {
  /** The server of this story, started when first asked for; later options are not heard. */
  server(options?: ServerOptions): Promise<RunningServer>;
  /** A page in a browser of its own, on `baseURL` of the server when there is one. */
  enter(visit?: Visit): Promise<Page>;
  /** See `inspectPage`. */
  inspect(page: Page, name: string): Promise<void>;
}

/**
 * One story of people using the product, run by node:test. It fails on uncaught errors and broken content security
 * rules of any page as well. After a failure the last sight of every page and the server's log are in `test-results`.
 */
export function story(title: string, play: (stage: Stage) => Promise<void>): void {
  test(title, async () => {
    const tidy: (() => Promise<unknown>)[] = [];
    const pages: Page[] = [];
    const complaints: string[] = [];
    let server: Promise<RunningServer> | undefined;

    const stage: Stage = {
      async server(options) {
        if (!server) {
          server = startServer(options);
          const started = await server;
          // Stopped after the browsers, which are put before it.
          tidy.push(started.stop);
        }
        return await server;
      },
      async enter(visit = {}) {
        const { page, close } = await openPage({ visit, baseURL: (await server)?.url });
        tidy.unshift(close);
        pages.push(page);
        await listenForErrors(page, complaints);
        return page;
      },
      inspect: (page, name) => inspectPage(page, { story: title, name }),
    };

    try {
      await play(stage);
      assert.deepEqual(complaints, [], 'pages reported errors');
    } catch (error) {
      await keepEvidence({ title, pages, complaints, server: await server?.catch(() => undefined) });
      throw error;
    } finally {
      const results = await allInTurn(tidy);
      assert.deepEqual(results, [], 'not everything could be tidied up');
    }
  });
}

async function openPage({ visit, baseURL }: { visit: Visit; baseURL: string | undefined }) {
  const film = visit.film ? await filmFace(visit.film) : undefined;
  const browser = await launchBrowser(film ? { camera: film.path } : {});
  const close = async () => {
    await browser.close();
    await film?.remove();
  };
  try {
    const context = await browser.newContext(contextOptions(visit, baseURL));
    return { page: await context.newPage(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function contextOptions({ device = 'desk', place }: Visit, baseURL: string | undefined): BrowserContextOptions {
  const screen: BrowserContextOptions =
    device === 'phone'
      ? { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }
      : { viewport: { width: 1280, height: 800 } };
  return {
    ...screen,
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata',
    ...(baseURL ? { baseURL } : {}),
    ...(place ? { geolocation: place, permissions: ['geolocation'] } : {}),
  };
}

async function keepEvidence(props: {
  title: string;
  pages: readonly Page[];
  complaints: readonly string[];
  server: RunningServer | undefined;
}): Promise<void> {
  const folder = join(RESULTS, slug(props.title));
  await mkdir(folder, { recursive: true });
  for (const [index, page] of props.pages.entries()) {
    await page.screenshot({ path: join(folder, `failed-${index + 1}.png`), timeout: 5_000 }).catch(() => {});
  }
  const log = [...props.complaints, props.server?.output() ?? 'no server was started'];
  await writeFile(join(folder, 'failed.log'), `${log.join('\n')}\n`);
}

/** Runs everything, whatever fails, and returns what failed. */
async function allInTurn(actions: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const action of actions) await action().catch((error: unknown) => errors.push(error));
  return errors;
}
