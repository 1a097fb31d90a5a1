import { isIP } from 'node:net';
import type { CameraFault } from '@smart-presence/contract';
import { kindOfAddress, rangesHold } from '../../../platform/outbound/index.ts';

export interface ReachSettings {
  /** Addresses, CIDR ranges and names, lower case; a name may begin with `*.`. */
  hosts: readonly string[];
  /** Ports and ranges such as `8000-8100`. */
  ports: readonly string[];
}

/** Where this server may look for cameras. */
export interface CameraReach {
  /** Judged before anything is resolved or sent: what can be known from the address alone. */
  refusalOf(url: URL): CameraFault | null;
  /** Judged when the name is known to lead somewhere, and again for every redirect. */
  mayReach(hostname: string): (address: string) => boolean;
}

/**
 * Cameras are where the operator says they are, and nowhere else: an administrator who types an address must not make this server ask
 * other machines. A range opens what lies in it; a name opens public addresses alone, because whoever answers for the name could
 * lead it inside. This machine and the link, where clouds keep their secrets, are opened only by narrow ranges of their own.
 */
export const cameraReach = ({ hosts, ports }: ReachSettings): CameraReach => {
  const ranges = hosts.filter((host) => isIP(host.split('/')[0] ?? '') !== 0);
  const names = hosts.filter((host) => !ranges.includes(host));
  const open = {
    never: rangesHold(ranges.filter((range) => startsIn(range, 'never'))),
    loopback: rangesHold(ranges.filter((range) => startsIn(range, 'loopback'))),
    other: rangesHold(ranges),
  };
  const inRange = (address: string): boolean => {
    const kind = kindOfAddress(address);
    return open[kind === 'never' || kind === 'loopback' ? kind : 'other'](address);
  };
  const mayReach = (hostname: string) => {
    const isNamed = names.some((name) => fits(name, hostname));
    return (address: string) => inRange(address) || (isNamed && kindOfAddress(address) === 'public');
  };
  return {
    mayReach,
    refusalOf: (url) => {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'not_allowed';
      if (hosts.length === 0) return 'not_allowed';
      if (!ports.some((range) => holdsPort(range, portOf(url)))) return 'port_not_allowed';
      const host = hostOf(url);
      return isIP(host) !== 0 && !mayReach(host)(host) ? 'not_allowed' : null;
    },
  };
};

/** Without the brackets of an IPv6 address, and without the dot that ends a full name. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/**
 * Whether a range is about addresses of this kind: it begins with one, and is too narrow to be about anything else (IPv4 addresses
 * lie within wide IPv6 ranges, too).
 */
const startsIn = (range: string, kind: 'never' | 'loopback'): boolean => {
  const [address = '', bits] = range.split('/');
  const least = isIP(address) === 4 ? 16 : 97;
  return kindOfAddress(address) === kind && (bits === undefined || Number(bits) >= least);
};

const fits = (name: string, hostname: string): boolean =>
  name.startsWith('*.') ? hostname.endsWith(name.slice(1)) : hostname === name;

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

const holdsPort = (range: string, port: number): boolean => {
  const [first = 0, last = first] = range.split('-').map(Number);
  return port >= first && port <= last;
};
