import { createGuidanceEngine, type GuidanceEngine } from '@smart-presence/face/browser';
import type { FromWorker, ToWorker } from './guidance-messages.ts';

/** Runs the face nets away from the page, so that the picture and the controls never stutter. */
const scope = self as unknown as DedicatedWorkerGlobalScope;
const answer = (message: FromWorker) => scope.postMessage(message);
let engine: GuidanceEngine | null = null;

scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'start') void start(data);
  else if (data.type === 'reset') engine?.reset();
  else void guide(data);
};

async function start({ options }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  try {
    const onProgress = (share: number) => answer({ type: 'progress', share });
    engine = await createGuidanceEngine({ ...options, onProgress });
    answer({ type: 'ready' });
  } catch (error) {
    answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function guide({ id, bitmap }: Extract<ToWorker, { type: 'frame' }>): Promise<void> {
  let guidance = null;
  try {
    guidance = (await engine?.guide(bitmap)) ?? null;
  } catch {
    // One frame that cannot be read (a camera that changes its size) must not end the guidance.
    engine?.reset();
  } finally {
    bitmap.close();
    answer({ type: 'guidance', id, guidance });
  }
}
