import type { routes } from '@smart-presence/contract';
import type { CallReply } from '../../api/client.ts';

export type OverviewData = CallReply<typeof routes.overview>;
