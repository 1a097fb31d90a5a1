import { createDescriber, type Describer } from '@smart-presence/face/browser';
import type { FromDescriber, ToDescriber } from './describe-messages.ts';

/** Runs the descriptor away from the page: one picture takes some tens of milliseconds. */
const scope = self as unknown as DedicatedWorkerGlobalScope;
const answer = (message: FromDescriber) => scope.postMessage(message);
let describer: Describer | null = null;

scope.onmessage = ({ data }: MessageEvent<ToDescriber>) => {
  if (data.type === 'start') void start(data);
  else void describe(data);
};

async function start({ options }: Extract<ToDescriber, { type: 'start' }>): Promise<void> {
  try {
    describer = await createDescriber(options);
    answer({ type: 'ready' });
  } catch (error) {
    answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function describe({ id, bitmap }: Extract<ToDescriber, { type: 'picture' }>): Promise<void> {
  const descriptor = await describer?.describe(bitmap).catch(() => undefined);
  bitmap.close();
  answer({ type: 'described', id, descriptor: descriptor ?? null });
}
