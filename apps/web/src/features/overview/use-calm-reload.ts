import type { RouteSpec } from '@smart-presence/contract';
import { useCallback, useEffect, useRef } from 'react';
import { invalidate } from '../../api/query.ts';

const calmMs = 2000;

/** A function that has a route load again, at most every two seconds: a hundred check-ins a minute need not reload a hundred times. */
export function useCalmReload(route: RouteSpec): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void invalidate(route);
    }, calmMs);
  }, [route]);
}
