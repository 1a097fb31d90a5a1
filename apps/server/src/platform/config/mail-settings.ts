import { resolve } from 'node:path';
import { z } from 'zod';

export interface MailSettings {
  host: string;
  port: number;
  /** smtps: the connection is encrypted before the first word. */
  isTlsFromStart: boolean;
  auth: { user: string; pass: string } | undefined;
  from: { name: string; address: string };
  /** PEM file of an authority besides the public ones. */
  caFile: string | undefined;
}

const DEFAULT_PORT = { 'smtp:': 587, 'smtps:': 465 } as const;
const Address = z.email().max(254).toLowerCase();

/** `smtp:` or `smtps:`, a host, and nothing behind it: an unescaped character of a password would end up there. */
export const isMailUrl = (text: string): boolean => {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash, username, password } = new URL(text);
  const isBare = (pathname === '' || pathname === '/') && search === '' && hash === '';
  return hostname !== '' && isBare && decoded(username) !== undefined && decoded(password) !== undefined;
};

/** @param text passed `isMailUrl` and `isMailSender`. */
export const readMailSettings = (given: { url: string; from: string; ca: string | undefined }): MailSettings => {
  const { protocol, hostname, port, username, password } = new URL(given.url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || DEFAULT_PORT[protocol as keyof typeof DEFAULT_PORT],
    isTlsFromStart: protocol === 'smtps:',
    auth: username ? { user: decoded(username) ?? '', pass: decoded(password) ?? '' } : undefined,
    from: senderIn(given.from) ?? { name: '', address: '' },
    caFile: given.ca ? resolve(given.ca) : undefined,
  };
};

export const isMailSender = (text: string): boolean => senderIn(text) !== undefined;

const senderIn = (text: string): MailSettings['from'] | undefined => {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [, name = '', address = ''] = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>]+)>|)\s*$/.exec(text) ?? [];
  const parsed = Address.safeParse(address || text.trim());
  return parsed.success ? { name, address: parsed.data } : undefined;
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
