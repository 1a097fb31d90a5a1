import { waitingQueue } from './waiting-queue.ts';
import { openWaitingStore } from './waiting-store.ts';

/** Erases what has waited too long, whoever's it is. Apart from the sender, so that the sign-in page need not load that. */
export const sweepWaiting = async (): Promise<void> => waitingQueue(await openWaitingStore()).sweep();
