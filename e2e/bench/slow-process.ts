import type { Browser } from 'playwright-core';

const SLICE_MS = 8;

/**
 * Lets processes run only one `rate`-th of the time, as a slower processor would, until the returned function is called:
 * stopped and continued in slices of a few milliseconds. Chromium's own throttling reaches pages but not their workers.
 * @param pids processes of our own.
 * @param rate 4: a quarter of the time.
 */
export function slowProcesses(pids: readonly number[], rate: number): () => void {
  if (rate <= 1) return () => {};
  const runMs = SLICE_MS / rate;
  let timer: NodeJS.Timeout;
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended by itself.
      }
    }
  };
  const rest = () => {
    signal('SIGSTOP');
    timer = setTimeout(work, SLICE_MS - runMs);
  };
  const work = () => {
    signal('SIGCONT');
    timer = setTimeout(rest, runMs);
  };
  work();
  return () => {
    clearTimeout(timer);
    signal('SIGCONT');
  };
}

/** Slows the pages of a browser, workers included, as `slowProcesses` does. */
export async function slowPages(browser: Browser, rate: number): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return slowProcesses(
    renderers.map(({ id }) => id),
    rate,
  );
}
