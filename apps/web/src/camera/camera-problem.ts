/** Why there is no picture, in the words the screens explain: each has its own advice. */
export type CameraProblem = 'insecure' | 'unsupported' | 'none' | 'denied' | 'busy' | 'unplugged' | 'failed';

/** The little of the browser this decision needs. */
export interface CameraSurroundings {
  isSecureContext: boolean;
  hasMediaDevices: boolean;
}

/** What stands in the way before the camera is even asked for, or null. Browsers hide the camera on insecure pages. */
export function problemBeforeAsking({ isSecureContext, hasMediaDevices }: CameraSurroundings): CameraProblem | null {
  if (!isSecureContext) return 'insecure';
  return hasMediaDevices ? null : 'unsupported';
}

const byName: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  DevicesNotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
};

/** Sorts what getUserMedia rejects with. Names are those of the Media Capture specification and of older browsers. */
export function problemOf(error: unknown): CameraProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return byName[name] ?? 'failed';
}
