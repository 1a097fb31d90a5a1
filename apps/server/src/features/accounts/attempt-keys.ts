import type { SecurityCode } from '@smart-presence/contract';
import { hashToken } from '../../platform/crypto/index.ts';

/** Attempts are counted under a key; each key allows some failures before it makes the next one wait. */
export interface AttemptKey {
  key: string;
  free: number;
  /** Whose account it is; null: nobody's, or it is not asked. */
  personId?: string | null;
  /** What it is a sign of when this key makes wrong attempts wait. */
  whenSlowed?: SecurityCode;
}

const FREE_PER_NETWORK = 4;
/** Guesses that come from everywhere: more patience, since honest people share an account's counter. */
const FREE_PER_ACCOUNT = 12;

/** E-mails of nobody are counted too, and none is stored readable. */
export const account = (email: string): string => hashToken(email).slice(0, 32);

/** Keys of a sign-in, narrowest first: a device this person used before answers for itself alone. */
export const signInKeys = (props: {
  email: string;
  network: string;
  knownDevice: string | null;
  /** Who has this e-mail, as far as somebody has. */
  personId?: string | null;
}): AttemptKey[] => {
  const { email, network, knownDevice, personId = null } = props;
  if (knownDevice) return [{ key: `${account(email)} device ${knownDevice}`, free: FREE_PER_NETWORK, personId }];
  return [
    { key: `${account(email)} network ${network}`, free: FREE_PER_NETWORK, personId },
    // Attempts at the account of nobody tell no administrator anything.
    {
      key: `${account(email)} anywhere`,
      free: FREE_PER_ACCOUNT,
      personId,
      ...(personId && { whenSlowed: 'account_guessed' }),
    },
  ];
};

/** Whoever holds a sign-in session and is asked for the password again. */
export const reauthenticationKeys = (personId: string): AttemptKey[] => [
  { key: `again ${personId}`, free: FREE_PER_NETWORK, personId },
];

const FREE_NUMBERS = 10;
const FREE_NUMBER_MAILS = 6;

/**
 * Guesses at the number that confirms a new device, over all sign-ins of a person: whoever knows the password can begin
 * as many as they like, and each has tries of its own.
 */
export const deviceNumberKeys = (personId: string): AttemptKey[] => [
  { key: `number ${personId}`, free: FREE_NUMBERS, personId },
];

/** Mails with such a number: keeps the mailbox of whoever's password is known from floods. */
export const deviceMailKeys = (personId: string): AttemptKey[] => [
  { key: `number-mail ${personId}`, free: FREE_NUMBER_MAILS, personId },
];

const FREE_RESETS_PER_NETWORK = 3;
const FREE_RESETS = 6;

/** Asking for a new password: counted apart from signing in, so that neither delays the other; keeps mailboxes from floods. */
export const resetKeys = ({ email, network }: { email: string; network: string }): AttemptKey[] => [
  { key: `reset ${account(email)} network ${network}`, free: FREE_RESETS_PER_NETWORK },
  { key: `reset ${account(email)} anywhere`, free: FREE_RESETS },
];

const FREE_PAIRINGS_PER_NETWORK = 5;
/** From everywhere: a college pairs some dozens of tablets on one day, and few of them need a second try. */
const FREE_PAIRINGS = 100;

/** Guessing the pairing code of a kiosk. */
export const pairingKeys = (network: string): AttemptKey[] => [
  { key: `pairing network ${network}`, free: FREE_PAIRINGS_PER_NETWORK },
  { key: 'pairing anywhere', free: FREE_PAIRINGS },
];

/** Proving an e-mail with a mailed link: whoever has the link has to know the password chosen before, too. */
export const verificationKeys = (registrationId: string): AttemptKey[] => [
  { key: `verify ${registrationId}`, free: FREE_PER_NETWORK },
];

const FREE_REGISTRATIONS_PER_MAILBOX = 3;

/** Asking for an account: keeps a mailbox from being flooded, whatever tags are put into its address. */
export const registrationKeys = (mailbox: string): AttemptKey[] => [
  { key: `register ${account(mailbox)}`, free: FREE_REGISTRATIONS_PER_MAILBOX },
];
