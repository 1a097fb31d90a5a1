import { useSyncExternalStore } from 'react';
import { scriptUrl } from '../trusted-urls.ts';

let install: (() => void) | null = null;
const listeners = new Set<() => void>();

/** Registers the service worker: offline shell, cached face models. A new version waits until the person agrees. */
export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { Workbox } = await import('workbox-window');
  const worker = new Workbox(scriptUrl('/sw.js'));
  worker.addEventListener('waiting', () => {
    install = () => {
      worker.addEventListener('controlling', () => window.location.reload());
      worker.messageSkipWaiting();
    };
    for (const listener of listeners) listener();
  });
  await worker.register();
}

/** A function that loads the new version, once one is waiting. */
export const useAppUpdate = (): (() => void) | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => install,
  );
