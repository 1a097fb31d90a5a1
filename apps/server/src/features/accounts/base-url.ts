import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';

/**
 * Where people reach the server, without a slash at the end. Without PUBLIC_URL the request says so itself; then no mail
 * leaves this machine (MAIL_URL asks for PUBLIC_URL), so nobody can have a stranger's address mailed to others.
 */
export const baseUrlOf = ({ publicUrl }: Config, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol}://${request.host}`;
