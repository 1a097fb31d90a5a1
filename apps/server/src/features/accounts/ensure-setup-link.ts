import type { Db } from '../../platform/db/index.ts';
import { createLink } from './one-time-link.store.ts';
import { isAnyoneThere } from './person.store.ts';

export interface SetupLinkRequest {
  now: number;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
}

/**
 * Makes the one-time link of the first run, for the boot to print; its token travels in the fragment, which no server
 * or proxy logs. A later boot makes another one; earlier ones work until they expire or set-up is done.
 * @returns undefined when there are people already.
 */
export const ensureSetupLink = async (db: Db, { now, baseUrl }: SetupLinkRequest): Promise<string | undefined> => {
  if (await isAnyoneThere(db)) return undefined;
  const { token } = await createLink(db, { purpose: 'setup', personId: null, now });
  return `${baseUrl}/setup#${token}`;
};
