import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.ts';
import { fail } from '../../../platform/http/index.ts';

/** For whom passkeys are made: they work at this host and from pages of this origin alone. */
export interface RelyingParty {
  /** Host name without port. */
  id: string;
  origin: string;
}

/**
 * Who we are to a passkey: what PUBLIC_URL says, else the request itself, but only as `localhost`: any other host name of
 * a request is what its sender made up.
 * @returns null where passkeys cannot work: at an address that is a number, or without https.
 */
export const relyingPartyOf = ({ publicUrl }: Config, request: FastifyRequest): RelyingParty | null => {
  const text = publicUrl ?? `${request.protocol}://${request.host}`;
  if (!URL.canParse(text)) return null;
  const { hostname, origin, protocol } = new URL(text);
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (publicUrl === undefined && !isHere) return null;
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || (protocol !== 'https:' && !isHere)) return null;
  return { id: hostname, origin };
};

/** @throws AppError `passkey_unavailable`. */
export const requireRelyingParty = (config: Config, request: FastifyRequest): RelyingParty =>
  relyingPartyOf(config, request) ?? fail('passkey_unavailable');
