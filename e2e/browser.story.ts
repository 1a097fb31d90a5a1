import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { launchBrowser } from './support/chromium.ts';
import { accessibilityViolations } from './support/inspect-page.ts';
import { listenForErrors } from './support/listen-for-errors.ts';
import { portrait } from './support/portraits.ts';
import { story } from './support/story.ts';

/** Cameras and accessibility checks need an origin; a `data:` page has none. */
async function withPage(body: string, use: (url: string) => Promise<void>, policy = ''): Promise<void> {
  const html = `<!doctype html><html lang="en"><title>Self-test</title><main>${body}</main></html>`;
  const headers = { 'content-type': 'text/html', ...(policy ? { 'content-security-policy': policy } : {}) };
  const server = createServer((_, reply) => reply.writeHead(200, headers).end(html));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/**
 * Mean red, green and blue of what the camera shows, 0 to 255, once it shows anything: a camera may begin with black.
 * Text, because it runs in the page.
 */
const MEAN_COLOUR = `(async () => {
  const video = document.querySelector('video');
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  for (;;) {
    await new Promise((done) => video.requestVideoFrameCallback(done));
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const means = [0, 1, 2].map((colour) => {
      let sum = 0;
      for (let at = colour; at < data.length; at += 4) sum += data[at];
      return sum / (data.length / 4);
    });
    if (means.some((mean) => mean > 0)) return means;
  }
})()`;

async function colourSeen(page: Page, url: string): Promise<number[]> {
  await page.goto(url);
  return (await page.evaluate(MEAN_COLOUR)) as number[];
}

story('each browser films its own person', async ({ enter }) => {
  await withPage('<h1>Camera</h1><video autoplay muted></video>', async (url) => {
    for (const person of ['asha', 'elin'] as const) {
      const picture = await portrait(person);
      const page = await enter({ film: { pictures: [picture], sway: 0 } });
      const seen = await colourSeen(page, url);
      const { channels } = await sharp(picture).stats();
      for (const [index, { mean }] of channels.entries()) {
        assert.ok(
          Math.abs((seen[index] ?? 0) - mean) < 8,
          `${person}: saw ${seen}, not ${channels.map((c) => c.mean)}`,
        );
      }
    }
  });
});

story('a page is drawn with text and looked at in four ways', async ({ enter, inspect }) => {
  await withPage('<h1>Attendance</h1>', async (url) => {
    const page = await enter({ device: 'phone' });
    await page.goto(url);
    const darkest =
      (
        await sharp(await page.screenshot())
          .greyscale()
          .stats()
      ).channels[0]?.min ?? 255;
    assert.ok(darkest < 64, 'no letter was drawn');
    await inspect(page, 'sound');
    assert.deepEqual(page.viewportSize(), { width: 360, height: 740 });
  });
});

story('what is wrong with a page is found', async ({ enter, inspect }) => {
  await withPage('<h1>Broken</h1><img src="data:,"><p style="width:2000px">wide</p>', async (url) => {
    const page = await enter();
    await page.goto(url);
    assert.match((await accessibilityViolations(page)).join('\n'), /image-alt/);
    await assert.rejects(inspect(page, 'broken'), /scrolling sideways/);
  });
});

story('what a policy forbids is found, also when the page keeps quiet about it', async () => {
  const quiet = `<h1>Quiet</h1><script nonce="n">
    try { document.querySelector('h1').innerHTML = '<b>bold</b>'; } catch {}
  </script><script>void 0;</script>`;
  const policy = "script-src 'nonce-n'; require-trusted-types-for 'script'";
  const use = async (url: string) => {
    const browser = await launchBrowser({});
    try {
      const complaints: string[] = [];
      const page = await browser.newPage();
      await listenForErrors(page, complaints);
      await page.goto(url);
      await page.waitForFunction('document.readyState === "complete"');
      for (const rule of ['require-trusted-types-for', 'script-src'])
        assert.ok(
          complaints.some((told) => told.startsWith('policy violated') && told.includes(rule)),
          rule,
        );
    } finally {
      await browser.close();
    }
  };
  await withPage(quiet, use, policy);
});
