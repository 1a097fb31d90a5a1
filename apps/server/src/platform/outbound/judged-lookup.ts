import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<readonly { address: string; family: number }[]>;

const resolveName: Resolve = (hostname) => lookup(hostname, { all: true });

export interface LookupJudge {
  mayReach: (address: string) => boolean;
  /** The error of a name with an address that may not be reached. */
  refuse: (address: string) => Error;
  resolve?: Resolve;
}

/**
 * The `lookup` of a connection: resolves the name once and judges every address it has, so that the connection goes to what was
 * judged and none is tried that may not be reached. Literal addresses never come here: judge them before.
 */
export const judgedLookup =
  ({ mayReach, refuse, resolve = resolveName }: LookupJudge): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname).then(
      (all) => {
        const found = all.filter(({ family }) => !options.family || family === options.family);
        const refused = all.find(({ address }) => !mayReach(address));
        const [first] = found;
        if (refused || !first) done(refuse(refused?.address ?? hostname), '', 0);
        else if (options.all) done(null, [...found]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
