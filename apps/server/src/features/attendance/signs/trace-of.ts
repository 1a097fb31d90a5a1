import type { PlaceEvidence } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { type CheckInTrace, hide, hideSpot } from '../../../platform/security-events/index.ts';
import { networkOf } from '../../accounts/index.ts';
import type { ProvenDevice } from '../devices/device-key.ts';

/** How a check-in was made, hidden. */
export type HiddenTrace = Pick<CheckInTrace, 'device' | 'network' | 'spot'>;

export interface Traced {
  device: ProvenDevice | null;
  address: string;
  place: PlaceEvidence | null;
  /** Sent from somewhere else than it was taken. */
  isLate: boolean;
}

/** Vaguer ones are told by networks, and the same for all who stand near them; satellites are not, metres. */
const TOO_VAGUE_M = 20;

/** What may later be compared with others' check-ins. @param db the application's handle, not a transaction. */
export const traceOf = (db: Db, { device, address, place, isLate }: Traced): HiddenTrace => ({
  device: device && hide(db, 'device', device.thumbprint),
  network: isLate ? null : hide(db, 'network', networkOf(address)),
  spot: place && place.accuracy < TOO_VAGUE_M ? hideSpot(db, place) : null,
});
