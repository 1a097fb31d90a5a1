export interface Coordinates {
  latitude: number;
  longitude: number;
}

const pair = /(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([NS])?[\s,;]+(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([EW])?/i;
/** Map links carry the point as `@lat,lon`, `ll=`, `q=`, `mlat=…&mlon=` or `#map=zoom/lat/lon`. */
const inLinks = [
  /@(-?\d+\.\d+),(-?\d+\.\d+)/,
  /[?&](?:ll|q|query|center)=(-?\d+\.\d+)(?:,|%2C)(-?\d+\.\d+)/i,
  /[?&]mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)/i,
  /#map=\d+\/(-?\d+\.\d+)\/(-?\d+\.\d+)/,
];

/** Latitude and longitude in degrees (WGS 84) from what people paste; null when there are none, or they are not on earth. */
export function readCoordinates(text: string): Coordinates | null {
  if (/^https?:/i.test(text.trim())) {
    for (const pattern of inLinks) {
      const match = pattern.exec(text);
      if (match) return checked(Number(match[1]), Number(match[2]));
    }
    return null;
  }
  const match = pair.exec(text);
  if (!match) return null;
  const [, latitude, south, longitude, west] = match;
  return checked(signed(latitude, south, 'S'), signed(longitude, west, 'W'));
}

function signed(digits: string | undefined, hemisphere: string | undefined, negative: string): number {
  const value = Number(digits);
  return hemisphere?.toUpperCase() === negative ? -Math.abs(value) : value;
}

function checked(latitude: number, longitude: number): Coordinates | null {
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  const isNowhere = latitude === 0 && longitude === 0;
  return isOnEarth && !isNowhere ? { latitude, longitude } : null;
}

/** Six decimals are a tenth of a metre: more would claim what no device knows. */
export const writeCoordinates = ({ latitude, longitude }: Coordinates): string =>
  `${Number(latitude.toFixed(6))}, ${Number(longitude.toFixed(6))}`;
