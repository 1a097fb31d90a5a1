import { Email } from '@smart-presence/contract';
import type { ExpressionBuilder } from 'kysely';
import { sealJson } from '../crypto/index.ts';
import { newId, type Schema, type Trx } from '../db/index.ts';

export interface Mail {
  kind: string;
  /** One plain address. */
  recipient: string;
  personId: string | null;
  /** Sealed until it is sent, then erased. */
  data: Record<string, unknown>;
  now: number;
  /** From then on it is not sent any more. */
  expiresAt: number;
  /** True whatever is said later: earlier ones of its kind are sent, too. */
  keepsEarlier?: boolean;
}

/**
 * Writes mails in the transaction of the action that causes them: both happen, or neither. A mail of the same kind to the
 * same person or address that still waits is replaced, unless it says `keepsEarlier`: what it says is no longer true.
 * @throws Error for an address that is none, so that no header can be smuggled in.
 */
export const enqueue = async (trx: Trx, { key, mails }: { key: Buffer; mails: readonly Mail[] }): Promise<void> => {
  if (mails.length === 0) return;
  const rows = mails.map(({ now, data, keepsEarlier: _, ...mail }) => {
    if (!Email.safeParse(mail.recipient).success) throw new Error('not an e-mail address');
    const id = newId(now);
    const bytes = sealJson({ key, bound: id }, data);
    const waiting = { state: 'pending' as const, attempts: 0, lastError: null, claimedUntil: null, sentAt: null };
    return { ...mail, ...waiting, id, data: bytes, createdAt: now, dueAt: now };
  });
  const replacing = mails.filter(({ keepsEarlier }) => !keepsEarlier);
  for (const kind of new Set(replacing.map((mail) => mail.kind))) {
    await replaceEarlier(
      trx,
      kind,
      replacing.filter((mail) => mail.kind === kind),
    );
  }
  await trx.insertInto('outbox').values(rows).execute();
};

type Addressee = Pick<Mail, 'recipient' | 'personId'>;

/** Those given up stay to be seen, but cannot be sent again. */
const replaceEarlier = async (trx: Trx, kind: string, mails: readonly Addressee[]): Promise<void> => {
  const people = mails.flatMap(({ personId }) => personId ?? []);
  const recipients = mails.map(({ recipient }) => recipient);
  const isToThem = ({ eb, or }: ExpressionBuilder<Schema, 'outbox'>) =>
    or([eb('recipient', 'in', recipients), ...(people.length > 0 ? [eb('personId', 'in', people)] : [])]);
  await trx.deleteFrom('outbox').where('kind', '=', kind).where('state', '=', 'pending').where(isToThem).execute();
  await trx
    .updateTable('outbox')
    .set({ data: null })
    .where('kind', '=', kind)
    .where('state', '=', 'dead')
    .where(isToThem)
    .execute();
};
