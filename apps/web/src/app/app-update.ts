import { registerSW } from 'virtual:pwa-register';
import { useSyncExternalStore } from 'react';

let install: (() => void) | null = null;
const listeners = new Set<() => void>();

/** Registers the service worker: offline shell, cached face models. A new version waits until the person agrees. */
export function startServiceWorker(): void {
  const update = registerSW({
    onNeedRefresh: () => {
      install = () => void update(true);
      for (const listener of listeners) listener();
    },
  });
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
