import type { PlaceEvidence } from '@smart-presence/contract';
import { useCallback, useEffect, useRef, useState } from 'react';

export type PlaceState = { is: 'off' } | { is: 'finding' } | { is: 'found'; metres: number } | { is: 'missing' };

/** A position as old as this still tells where somebody is; a phone answers at once with it. */
const freshForMs = 30_000;
const givenUpAfterMs = 15_000;

/**
 * Finds where the device is while the camera is up.
 * @param isWanted false when the policy does not look at places: then nobody is asked for their position.
 * @returns `settle` waits at most so many milliseconds for an answer; null when there is none.
 */
export function usePlace(isWanted: boolean): {
  place: PlaceState;
  settle: (ms: number) => Promise<PlaceEvidence | null>;
} {
  const [place, setPlace] = useState<PlaceState>({ is: 'off' });
  const answer = useRef<Promise<PlaceEvidence | null>>(Promise.resolve(null));

  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    setPlace({ is: 'finding' });
    answer.current = findPlace();
    void answer.current.then((found) => {
      if (isCurrent) setPlace(found ? { is: 'found', metres: Math.ceil(found.accuracy) } : { is: 'missing' });
    });
    return () => {
      isCurrent = false;
    };
  }, [isWanted]);

  const settle = useCallback(
    (ms: number) => Promise.race([answer.current, new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))]),
    [],
  );
  return { place, settle };
}

function findPlace(): Promise<PlaceEvidence | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracy: Math.min(coords.accuracy, 100_000),
          at: Math.round(timestamp),
        }),
      () => resolve(null),
      { enableHighAccuracy: true, maximumAge: freshForMs, timeout: givenUpAfterMs },
    );
  });
}
