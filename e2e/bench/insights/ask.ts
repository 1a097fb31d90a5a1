import { Agent, get } from 'node:http';
import { secondsOf } from '../processor.ts';

export interface Asked {
  p50: number;
  p95: number;
  perSecond: number;
  /** Of the server's processor, milliseconds per request. */
  cpu: number;
  bytes: number;
  errors: number;
}

const LEAST_REQUESTS = 200;
const REQUESTS_PER_CLIENT = 12;
const WARM_UP = 15;

/** Asks one address over so many kept-alive connections at once; a few requests first so that nothing is cold. */
export const askOften = async (
  server: { url: string; pid: number },
  { path, cookie, clients }: { path: string; cookie: string; clients: number },
): Promise<Asked> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const ask = () => askOnce({ url: server.url + path, cookie, agent });
  for (let warm = 0; warm < WARM_UP; warm += 1) await ask();
  const times: number[] = [];
  let [errors, bytes] = [0, 0];
  let left = Math.max(LEAST_REQUESTS, clients * REQUESTS_PER_CLIENT);
  const before = await secondsOf(server.pid);
  const started = performance.now();
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const reply = await ask();
      times.push(reply.ms);
      bytes = reply.bytes;
      if (!reply.ok) errors += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - started) / 1000;
  const cpu = (1000 * ((await secondsOf(server.pid)) - before)) / times.length;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), perSecond: times.length / seconds, cpu, bytes, errors };
};

interface Request {
  url: string;
  cookie: string;
  agent: Agent;
}

interface Reply {
  ms: number;
  ok: boolean;
  bytes: number;
}

const askOnce = ({ url, cookie, agent }: Request, started = performance.now()): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { cookie, accept: 'application/json' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.once('end', () => resolve({ ms: performance.now() - started, ok: response.statusCode === 200, bytes }));
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      // The server hung up on an idle connection at the very moment it was used again: a browser would ask again, too.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(askOnce({ url, cookie, agent }, started));
      else reject(error);
    });
  });
