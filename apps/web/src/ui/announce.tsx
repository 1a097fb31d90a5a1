import { VisuallyHidden } from '@mantine/core';
import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Has screen readers say a sentence when they are free: results, counts, arrivals. */
export function announce(sentence: string): void {
  // A no-break space makes the same sentence twice in a row a change, so that it is said twice.
  text = sentence === text ? `${sentence}\u00a0` : sentence;
  for (const listener of listeners) listener();
}

/** The one live region of the app. */
export function Announcer() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text,
  );
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {now}
    </VisuallyHidden>
  );
}
