import { routes } from '@smart-presence/contract';
import { call } from '../../../api/client.ts';
import { pointOf } from './encoding.ts';
import * as storage from './storage.ts';

const BATCH = 50;

/** Hands over what waits, in order; what the server has is erased here. Rejects when the server was not reached or refuses. */
export async function handOver(publicKey: string, serverNow: () => number): Promise<void> {
  const records = (await storage.waitingRecords()).toSorted((a, b) => a.sequence - b.sequence);
  for (let from = 0; from < records.length; from += BATCH) {
    const body = { publicKey, deviceNow: serverNow(), records: records.slice(from, from + BATCH) };
    const { sequence } = await call(routes.syncKiosk, { body });
    await storage.forgetRecords(sequence);
  }
}

/**
 * A device that was paired anew begins a new chain. What it recorded before is handed over first, which the server takes when it is the
 * same kiosk again; what it does not take is erased.
 * @returns how many records were erased.
 */
export async function endFormerPairing(): Promise<number> {
  const waiting = (await storage.waitingRecords()).length;
  if (waiting > 0) {
    const { publicKey } = await storage.signingKey();
    // By the clock of this device: how far it is off, the server sees.
    await handOver(await pointOf(publicKey), Date.now).catch(() => undefined);
  }
  const left = (await storage.waitingRecords()).length;
  await storage.startAnew();
  return left;
}
