import type { NewPasskeyResponse, PasskeyCreation, PasskeyRequest, PasskeyResponse } from '@smart-presence/contract';
import { ApiError } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';

/** Spoken to when a passkey is wanted; most visits never do. */
const load = () => import('@simplewebauthn/browser');

const isNumber = /^(\[.*\]|[\d.]+)$/;

/** Whether this browser can use passkeys at this address: they need a host name and a secured connection. */
export const passkeysWorkHere = (): boolean =>
  window.isSecureContext && typeof PublicKeyCredential === 'function' && !isNumber.test(window.location.hostname);

/** Has the device make a passkey. @throws ApiError when the person stops it. */
export async function createPasskey(options: PasskeyCreation): Promise<NewPasskeyResponse> {
  const { startRegistration } = await load();
  return (await inWords(startRegistration({ optionsJSON: options }))) as NewPasskeyResponse;
}

/** Has the device answer with a passkey. @throws ApiError when the person stops it. */
export async function answerWithPasskey(options: PasskeyRequest): Promise<PasskeyResponse> {
  const { startAuthentication } = await load();
  return (await inWords(startAuthentication({ optionsJSON: options }))) as PasskeyResponse;
}

const inWords = async <T>(asked: Promise<T>): Promise<T> => {
  try {
    return await asked;
  } catch (error) {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError';
    throw new ApiError({
      code: 'passkey_failed',
      status: 0,
      message: t(isKnown ? 'passkey.known' : 'passkey.stopped'),
      advice: t(isKnown ? 'passkey.knownAdvice' : 'passkey.stoppedAdvice'),
    });
  }
};

/** Shorter than a ceremony lives, so that the one on offer is always good. */
const RENEW_MS = 4 * 60_000;

interface Offer {
  ask: () => Promise<{ ceremonyId: string; options: PasskeyRequest }>;
  /** Called with the answer when the person picks a passkey among what the browser fills in. */
  onAnswer: (answer: { ceremonyId: string; response: PasskeyResponse }) => Promise<unknown>;
}

/**
 * Offers passkeys among what the browser fills into the e-mail field (`autocomplete="username webauthn"`), where browsers
 * can. @returns what ends it.
 */
export function offerPasskeys({ ask, onAnswer }: Offer): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const offer = async (): Promise<void> => {
    const { browserSupportsWebAuthnAutofill, startAuthentication, WebAuthnAbortService } = await load();
    if (isOver || !(await browserSupportsWebAuthnAutofill())) return;
    const { ceremonyId, options } = await ask();
    if (isOver) return;
    let isRenewing = false;
    timer = setTimeout(() => {
      isRenewing = true;
      WebAuthnAbortService.cancelCeremony();
    }, RENEW_MS);
    try {
      const response = await startAuthentication({ optionsJSON: options, useBrowserAutofill: true });
      await onAnswer({ ceremonyId, response: response as PasskeyResponse });
    } finally {
      clearTimeout(timer);
      if (isRenewing && !isOver) start();
    }
  };
  // An offer that fails is no trouble: the button and the password are still there.
  const start = () => void offer().catch(() => undefined);
  start();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
