import { Button, Paper, Text } from '@mantine/core';
import { type AuditState, routes } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './audit.module.css';

/** Whether the log verifies, how far it is signed, and the way to take it along. */
export function LogState({ log }: { log: AuditState }) {
  const prepare = useApiMutation(routes.prepareAuditBundle, { invalidates: [routes.listAudit, routes.auditState] });
  const download = () => prepare.mutate({ body: {} }, { onSuccess: ({ url }) => window.location.assign(url) });
  const { broken, checkpoint, keyId, publicKey, retentionDays, prunedUpTo } = log;
  return (
    <Paper className={classes.state}>
      <div className={classes.verdict}>
        <Verdict log={log} />
        <Button leftSection={<Icon name="download" />} loading={prepare.isPending} onClick={download}>
          {t('audit.download')}
        </Button>
      </div>
      <Problem error={prepare.error} />
      {broken && (
        <Text role="alert" mb="sm">
          {t(`audit.problem.${broken.problem}`)} {t('audit.brokenAdvice')}
        </Text>
      )}
      <Facts
        facts={[
          [
            t('audit.checkpoint'),
            checkpoint ? (
              <span key="checkpoint">
                {t('audit.upToEntry', { seq: checkpoint.seq })} · <Time at={checkpoint.at} relative />
              </span>
            ) : (
              t('audit.noCheckpoint')
            ),
          ],
          [
            t('audit.swept'),
            log.sweptAt === null ? t('audit.notSwept') : <Time key="swept" at={log.sweptAt} relative />,
          ],
          [
            t('audit.retention'),
            retentionDays === null ? t('audit.keptForEver') : t('audit.keptDays', { count: retentionDays }),
          ],
          ...(prunedUpTo > 0 ? ([[t('audit.pruned'), t('audit.upToEntry', { seq: prunedUpTo })]] as const) : []),
          [
            t('audit.key'),
            <span key="key" className={classes.key}>
              <code>{keyId}</code>
              <CopyButton variant="default" text={publicKey} label={t('audit.copyKey')} />
            </span>,
          ],
        ]}
      />
    </Paper>
  );
}

function Verdict({ log: { broken, verifiedUpTo, verifiedAt } }: { log: AuditState }) {
  if (broken) return <StatusBadge tone="bad">{t('audit.broken', { seq: broken.seq })}</StatusBadge>;
  if (verifiedAt === null) return <StatusBadge tone="info">{t('audit.notVerified')}</StatusBadge>;
  return (
    <span className={classes.verified}>
      <StatusBadge tone="ok">{t('audit.verified', { seq: verifiedUpTo })}</StatusBadge>
      <Text component="span" size="sm" c="dimmed">
        <Time at={verifiedAt} relative />
      </Text>
    </span>
  );
}
