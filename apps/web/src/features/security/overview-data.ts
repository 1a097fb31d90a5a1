import type { routes } from '@smart-presence/contract';
import type { CallReply } from '../../api/client.ts';

export type Overview = CallReply<typeof routes.securityOverview>;
