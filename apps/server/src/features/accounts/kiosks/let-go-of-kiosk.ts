import type { Kiosk } from '@smart-presence/contract';
import { audit } from '../../../platform/audit/index.ts';
import type { Trx } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { kioskChanged } from './kiosk-changed.ts';
import { endKioskSessions } from './kiosk-session.store.ts';
import { disableKiosk, kioskAccount, kioskById } from './kiosks.store.ts';
import { dropPairingCode } from './pair-kiosk.ts';

export interface LetGo {
  id: string;
  actorId: string;
  now: number;
  /** Removed: it takes no code any more, and keeps its name for what it did. */
  isForGood: boolean;
}

/** Ends the session and streams of a paired device and any code that waits. Last in its transaction. @throws AppError `not_found`. */
export const letGoOfKiosk = async (trx: Trx, { id, actorId, now, isForGood }: LetGo): Promise<Kiosk> => {
  if (!(await kioskAccount(trx, id))) return fail('not_found');
  await endKioskSessions(trx, id, now);
  await dropPairingCode(trx, id);
  if (isForGood) await disableKiosk(trx, { id, now });
  const kiosk = await kioskById(trx, id, now);
  await publish(trx, kioskChanged({ id, actorId, now }));
  const action = isForGood ? 'kiosk.removed' : 'kiosk.unpaired';
  await audit(trx, { action, at: now, actorId, subject: { kind: 'kiosk', id } });
  return kiosk;
};
