import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a loop may hold the processor, milliseconds. */
const TURN_MS = 12;

/**
 * For long loops: lets others have a turn when this one took long enough. Works inside a transaction too: the database
 * then waits for the rest of it, the process does not.
 * @returns a function to call in every round; it throws the signal's reason once that is aborted.
 */
export const breather = (signal?: AbortSignal): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await nextTurn();
    signal?.throwIfAborted();
    since = performance.now();
  };
};
