import type { Logger } from 'pino';
import type { Db } from '../../platform/db/index.ts';
import type { LazyFaceEngine } from './face-engine.ts';
import type { Vault } from './vault/index.ts';

/** What the use cases of this feature share: one per application. */
export interface BiometricService {
  engine: LazyFaceEngine;
  vault: Vault;
  log: Logger;
  /** Under which pictures are known again. */
  hashKey: Buffer;
}

const services = new WeakMap<Db, BiometricService>();

export const provideService = (db: Db, service: BiometricService): void => {
  services.set(db, service);
};

/** @throws Error for a transaction: face work takes tens of milliseconds and must not hold one open. */
export const serviceFor = (db: Db): BiometricService => {
  const service = services.get(db);
  if (service) return service;
  if (db.isTransaction) throw new Error('face work does not run inside a transaction: pass the database handle');
  throw new Error('registerBiometrics has not been called for this database handle');
};
