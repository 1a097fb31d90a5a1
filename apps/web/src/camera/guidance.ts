import wasmBytes from 'virtual:face-runtime-bytes';
import type { Guidance } from '@smart-presence/face/browser';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { scriptUrl } from '../trusted-urls.ts';
import type { FromWorker, ToWorker } from './guidance-messages.ts';
import workerUrl from './guidance-worker.ts?worker&url';
import { type GuidanceModels, loadGuidanceModels } from './model-manifest.ts';

export type GuideStatus = { is: 'loading'; share: number } | { is: 'ready' } | { is: 'failed' };

/** Face guidance in a worker. One frame at a time: the next is grabbed when the last was answered. */
export interface Guide {
  status(): GuideStatus;
  /** Hears every change of the status. @returns a function that stops hearing. */
  watch(listener: () => void): () => void;
  /** Judges a frame and takes the bitmap over; null when this frame could not be judged. */
  look(bitmap: ImageBitmap): Promise<Guidance | null>;
  /** Forgets the tracked face: another person or camera comes. */
  reset(): void;
}

/** A guide that nobody took over is let go after this long: it holds memory and battery. */
const warmForMs = 90_000;
/** The detector sees fewer pixels on devices with few cores or little memory. */
const inputSize = () => ((navigator.hardwareConcurrency || 4) <= 4 ? 224 : 320);

let warm: { guide: OwnedGuide; timer: ReturnType<typeof setTimeout> } | null = null;

interface OwnedGuide extends Guide {
  close(): void;
}

/** Starts loading runtime and models, so that they are there when the camera opens. Safe to call often. */
export function warmGuidance(): void {
  if (warm) clearTimeout(warm.timer);
  const guide = warm?.guide ?? startGuide();
  warm = { guide, timer: setTimeout(letGo, warmForMs) };
}

function letGo(): void {
  warm?.guide.close();
  warm = null;
}

/** Takes the warmed guide, or starts one. A guide that failed is not handed out again. */
export function takeGuide(): OwnedGuide {
  const waiting = warm?.guide;
  if (warm) clearTimeout(warm.timer);
  warm = null;
  if (waiting && waiting.status().is !== 'failed') return waiting;
  waiting?.close();
  return startGuide();
}

/** Gives a guide back: it stays warm for the next capture. */
export function returnGuide(guide: OwnedGuide): void {
  if (warm || guide.status().is === 'failed') {
    guide.close();
    return;
  }
  guide.reset();
  warm = { guide, timer: setTimeout(letGo, warmForMs) };
}

function startGuide(): OwnedGuide {
  let status: GuideStatus = { is: 'loading', share: 0 };
  let waiting: { id: number; resolve: (guidance: Guidance | null) => void } | null = null;
  let frames = 0;
  const listeners = new Set<() => void>();
  const become = (next: GuideStatus) => {
    status = next;
    if (next.is === 'failed') settle(frames, null);
    for (const listener of listeners) listener();
  };
  /** An answer to a frame nobody waits for any more is dropped. */
  const settle = (id: number, guidance: Guidance | null) => {
    if (waiting?.id !== id) return;
    waiting.resolve(guidance);
    waiting = null;
  };
  let worker: Worker | null = null;
  const send = (message: ToWorker, transfer: Transferable[] = []) => worker?.postMessage(message, transfer);

  const start = ({ tiny, landmarks }: GuidanceModels) => {
    worker = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'face guidance' });
    worker.onerror = () => become({ is: 'failed' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'progress') become({ is: 'loading', share: data.share });
      else if (data.type === 'ready') become({ is: 'ready' });
      else if (data.type === 'failed') become({ is: 'failed' });
      else settle(data.id, data.guidance);
    };
    send({
      type: 'start',
      options: {
        models: { tiny: tiny.url, landmarks: landmarks.url },
        wasmUrl: absolute(wasmUrl),
        sizes: { wasm: wasmBytes, tiny: tiny.bytes, landmarks: landmarks.bytes },
        inputSize: inputSize(),
      },
    });
  };

  let isClosed = false;
  loadGuidanceModels().then(
    (models) => !isClosed && start(models),
    () => become({ is: 'failed' }),
  );

  return {
    status: () => status,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look: (bitmap) =>
      new Promise((resolve) => {
        if (status.is !== 'ready') {
          bitmap.close();
          return resolve(null);
        }
        settle(frames, null);
        waiting = { id: ++frames, resolve };
        send({ type: 'frame', id: frames, bitmap }, [bitmap]);
      }),
    reset: () => send({ type: 'reset' }),
    close: () => {
      isClosed = true;
      settle(frames, null);
      worker?.terminate();
      worker = null;
    },
  };
}

/** Addresses are read by the worker, whose own address is another one. */
const absolute = (path: string): string => new URL(path, document.baseURI).href;
