import type { Place, PlaceEvidence } from '@smart-presence/contract';

/**
 * `strong`: surely inside; `weak`: inside as well as outside is possible; `outside`: surely not inside; `none`: too
 * vague, too old or not given, which is neither pass nor fraud; `unset`: the section has no place to compare with.
 */
export type PlaceFinding = 'strong' | 'weak' | 'outside' | 'none' | 'unset';

export interface PlaceJudgement {
  finding: PlaceFinding;
  /** Metres between the device and the middle of the place; null when not compared. */
  metres: number | null;
  /** 95% radius the device claimed, metres; null when it gave none. */
  accuracy: number | null;
  onNetwork: boolean;
}

export interface PlaceFacts {
  place: Pick<Place, 'latitude' | 'longitude' | 'radius'> | null;
  reported: PlaceEvidence | null;
  /** The trusted client address lies in one of the place's networks. */
  onNetwork: boolean;
  /** When the check-in arrived, milliseconds. */
  now: number;
}

/** A vaguer position says nothing, metres. */
export const VAGUE_M = 150;
/** An older position says nothing, milliseconds; devices report the last one they had. */
export const STALE_MS = 10 * 60_000;
/** Mean radius of the Earth, metres (IUGG R1). */
const EARTH_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

interface Position {
  latitude: number;
  longitude: number;
}

/** Great-circle distance in metres (haversine formula); within 0.6% of the ellipsoid's. */
export const metresBetween = (a: Position, b: Position): number => {
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const h = half(b.latitude - a.latitude) + Math.cos(from) * Math.cos(to) * half(b.longitude - a.longitude);
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, h)));
};

/** What the position, and the network it came from, say about being there. */
export const judgePlace = ({ place, reported, onNetwork, now }: PlaceFacts): PlaceJudgement => {
  const accuracy = reported?.accuracy ?? null;
  if (!place) return { finding: 'unset', metres: null, accuracy, onNetwork: false };
  if (!reported) return { finding: onNetwork ? 'strong' : 'none', metres: null, accuracy, onNetwork };
  const metres = Math.round(metresBetween(place, reported));
  const finding = fromPosition({ metres, accuracy: reported.accuracy, radius: place.radius, age: now - reported.at });
  return { finding: onNetwork ? withNetwork(finding) : finding, metres, accuracy, onNetwork };
};

interface Circle {
  metres: number;
  accuracy: number;
  radius: number;
  age: number;
}

const fromPosition = ({ metres, accuracy, radius, age }: Circle): PlaceFinding => {
  if (accuracy > VAGUE_M || age > STALE_MS) return 'none';
  if (metres + accuracy <= radius) return 'strong';
  return metres - accuracy <= radius ? 'weak' : 'outside';
};

/** Being on the place's network speaks for being there; a position that speaks against it leaves a doubt. */
const withNetwork = (finding: PlaceFinding): PlaceFinding => (finding === 'outside' ? 'weak' : 'strong');
