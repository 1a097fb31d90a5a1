import { Button, Text } from '@mantine/core';
import type { OutboxMail, OutboxState } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';

const tones: Record<OutboxState, Tone> = { pending: 'info', sending: 'info', sent: 'ok', dead: 'bad' };

export interface Resending {
  onResend: (mail: OutboxMail) => void;
  /** Id of the mail whose resending is under way. */
  busyId: string | null;
}

/** Columns of the mail list: to whom, what, how far it got, and why not further. */
export const mailColumns = ({ onResend, busyId }: Resending): Column<OutboxMail>[] => [
  { key: 'recipient', header: t('mail.to'), cell: ({ recipient }) => recipient },
  { key: 'kind', header: t('mail.kind'), cell: ({ kind }) => t(`mail.kind.${kind}`) },
  {
    key: 'state',
    header: t('mail.state'),
    cell: ({ state }) => <StatusBadge tone={tones[state]}>{t(`mail.state.${state}`)}</StatusBadge>,
  },
  { key: 'made', header: t('mail.made'), cell: ({ createdAt }) => <Time at={createdAt} relative /> },
  {
    key: 'sentAt',
    header: t('mail.sentAt'),
    cell: ({ sentAt }) => (sentAt === null ? t('mail.notSent') : <Time at={sentAt} relative />),
  },
  { key: 'reason', header: t('mail.reason'), cell: (mail) => <Reason mail={mail} /> },
  {
    key: 'resend',
    header: t('mail.resend'),
    hideHeader: true,
    plain: true,
    cell: (mail) =>
      mail.canResend && (
        <Button
          variant="default"
          loading={busyId === mail.id}
          aria-label={t('mail.resendTo', { recipient: mail.recipient })}
          onClick={() => onResend(mail)}
        >
          {t('mail.resend')}
        </Button>
      ),
  },
];

function Reason({ mail }: { mail: OutboxMail }) {
  if (mail.lastError === null) return t('mail.noReason');
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {mail.lastError}
      </Text>
      <Text size="sm" c="dimmed">
        {t('mail.attempts', { count: mail.attempts })}
        {mail.state === 'pending' && (
          <>
            {' · '}
            {t('mail.nextTry')} <Time at={mail.dueAt} />
          </>
        )}
      </Text>
    </div>
  );
}
