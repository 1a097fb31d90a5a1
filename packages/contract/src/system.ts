import { z } from 'zod';
import { route } from './route.ts';

export const systemRoutes = {
  health: route({
    method: 'GET',
    path: '/health',
    tag: 'platform',
    summary: 'The process is alive',
    reply: z.object({ status: z.literal('ok') }),
  }),
  ready: route({
    method: 'GET',
    path: '/ready',
    tag: 'platform',
    summary: 'Database, migrations and models are ready; 503 otherwise',
    reply: z.object({
      ready: z.boolean(),
      checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
    }),
  }),
};
