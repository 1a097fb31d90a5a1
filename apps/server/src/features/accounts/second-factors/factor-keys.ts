import type { AttemptKey } from '../attempt-keys.ts';

const FREE_PER_NETWORK = 4;
const FREE_PER_PERSON = 12;

/**
 * Guesses at a code are counted apart from passwords, and codes of every kind together: who may guess one may not guess
 * the other from the beginning. A device the person has signed in on before answers for itself, so that somebody with
 * their password cannot keep them waiting.
 */
export const factorKeys = (props: { personId: string; network: string; knownDevice: string | null }): AttemptKey[] => {
  const { personId, network, knownDevice } = props;
  if (knownDevice) return [{ key: `factor ${personId} device ${knownDevice}`, free: FREE_PER_NETWORK }];
  return [
    { key: `factor ${personId} network ${network}`, free: FREE_PER_NETWORK },
    { key: `factor ${personId} anywhere`, free: FREE_PER_PERSON },
  ];
};
