import type { JobProgress, RouteSpec } from '@smart-presence/contract';
import { invalidate } from '../../api/query.ts';
import { useLive } from '../../live.ts';

/** Loads a list again whenever a job begins, gets further or ends. @param onJob told how far which job is. */
export function useJobEvents(stale: Pick<RouteSpec, 'path'>, onJob?: (job: JobProgress) => void): void {
  useLive((event) => {
    if (event.type !== 'job.changed') return;
    void invalidate(stale);
    onJob?.(event.job);
  });
}
