import type { CameraFault } from '@smart-presence/contract';

/** A look that showed nothing, and why. Says nothing of addresses or passwords: it may be logged. */
export class CameraFaulted extends Error {
  readonly code: CameraFault;

  constructor(code: CameraFault, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** @param signal of the whole look: what it ended was too slow, whatever the error says. */
export const faultOf = (error: unknown, signal: AbortSignal): CameraFaulted => {
  if (error instanceof CameraFaulted) return error;
  if (signal.aborted) return new CameraFaulted('too_slow', error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new CameraFaulted('name_unknown', error);
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|SSL/.test(code)) return new CameraFaulted('certificate', error);
  if (code.startsWith('HPE_')) return new CameraFaulted('bad_answer', error);
  return new CameraFaulted('unreachable', error);
};
