import { BlockList, isIP, isIPv4 } from 'node:net';

type Range = readonly [network: string, bits: number];

/** Nothing of use lives there: this host, the link (metadata of clouds), multicast, and ways to wrap IPv4 in IPv6. */
const NEVER: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
/** Inside the institution: only where the operator says so. */
const INSIDE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
];
const LOOPBACK: readonly Range[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

const listOf = (ranges: readonly Range[]): BlockList => {
  const list = new BlockList();
  for (const [network, bits] of ranges) list.addSubnet(network, bits, familyOf(network));
  return list;
};
const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');
const holds = (list: BlockList, address: string): boolean => list.check(address, familyOf(address));

const never = listOf(NEVER);
const inside = listOf(INSIDE);
const loopback = listOf(LOOPBACK);

/** Where an address leads: nowhere that may be asked (also what is no address), this machine, the institution, or the world. */
export const kindOfAddress = (given: string): 'never' | 'loopback' | 'inside' | 'public' => {
  const address = unmapped(given);
  if (isIP(address) === 0 || holds(never, address)) return 'never';
  if (holds(loopback, address)) return 'loopback';
  return holds(inside, address) ? 'inside' : 'public';
};

/** @param ranges addresses or CIDR ranges. @returns whether an address, wrapped or not, lies in one of them. */
export const rangesHold = (ranges: readonly string[]): ((address: string) => boolean) => {
  const list = listOf(
    ranges.map((range): Range => {
      const [network = '', bits] = range.split('/');
      return [network, bits === undefined ? (isIPv4(network) ? 32 : 128) : Number(bits)];
    }),
  );
  return (given) => {
    const address = unmapped(given);
    return isIP(address) !== 0 && holds(list, address);
  };
};

export interface Reach {
  /** Addresses or CIDR ranges inside that the operator opened. */
  opened: readonly string[];
  /** Loopback is fine: a server that is no production. */
  isLoopbackFine: boolean;
}

/** Whether this server may send a request to an address that an administrator, or a provider, led it to. */
export const addressJudge = ({ opened, isLoopbackFine }: Reach): ((address: string) => boolean) => {
  const isOpened = rangesHold(opened);
  return (address) => {
    const kind = kindOfAddress(address);
    if (kind === 'never') return false;
    if (isOpened(address)) return true;
    return kind === 'loopback' ? isLoopbackFine : kind === 'public';
  };
};

/** `::ffff:10.0.0.1` and `::ffff:a00:1` are 10.0.0.1. */
const unmapped = (address: string): string => {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (dotted) return dotted;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain) ?? [];
  if (high === undefined || low === undefined) return plain;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
};
