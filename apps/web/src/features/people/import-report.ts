import type { routes } from '@smart-presence/contract';
import type { CallReply } from '../../api/client.ts';

export type ImportReport = CallReply<typeof routes.importPeople>;
