import { Button, Stack, Title } from '@mantine/core';
import type { AuditRecord } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import classes from './audit.module.css';
import type { AuditSearch } from './audit-search.ts';
import { actorWords, type Detail, detailLines, valueWords } from './entry-words.ts';

interface Shown {
  entry: AuditRecord;
  /** A signed checkpoint covers entries up to here. */
  signedUpTo: number;
  onNarrow: (part: AuditSearch) => void;
}

/** One entry: who, when, what, from what to what, and where it stands in the chain. */
export function EntryDetail({ entry, signedUpTo, onNarrow }: Shown) {
  const { seq, at, action, actor, subject, person, details, hash } = entry;
  return (
    <Stack gap="lg">
      <Facts
        facts={[
          [t('audit.when'), <Time key="at" at={at} style="full" />],
          [t('audit.who'), actorWords(entry)],
          [t('audit.what'), t(`audit.action.${action}`)],
          [
            t('audit.onWhat'),
            subject
              ? `${t(`audit.kind.${subject.kind}`)}${subject.name ? ` · ${subject.name}` : ''}`
              : t('audit.erased'),
          ],
          ...(person ? ([[t('audit.aboutWhom'), person.name]] as const) : []),
        ]}
      />
      <section aria-labelledby="audit-details">
        <Title order={3} size="h4" id="audit-details" mb="xs">
          {t('audit.details')}
        </Title>
        {details ? <Details lines={detailLines(details)} /> : t('audit.detailsErased')}
      </section>
      <section aria-labelledby="audit-chain">
        <Title order={3} size="h4" id="audit-chain" mb="xs">
          {t('audit.chain')}
        </Title>
        <Facts
          facts={[
            [t('audit.number'), seq.toLocaleString('en')],
            [t('audit.code'), <code key="code">{action}</code>],
            [
              t('audit.hash'),
              <code key="hash" className={classes.hash}>
                {hash}
              </code>,
            ],
            [
              t('audit.signed'),
              <StatusBadge key="signed" tone={seq <= signedUpTo ? 'ok' : 'info'}>
                {seq <= signedUpTo ? t('audit.isSigned') : t('audit.isNotSigned')}
              </StatusBadge>,
            ],
          ]}
        />
      </section>
      <Stack gap="xs">
        {actor && (
          <Button variant="default" onClick={() => onNarrow({ person: actor.id })}>
            {t('audit.allOf', { name: actor.name })}
          </Button>
        )}
        {person && person.id !== actor?.id && (
          <Button variant="default" onClick={() => onNarrow({ person: person.id })}>
            {t('audit.allOf', { name: person.name })}
          </Button>
        )}
        {subject?.id && subject.id !== person?.id && subject.id !== actor?.id && (
          <Button variant="default" onClick={() => onNarrow({ subject: subject.id ?? undefined })}>
            {t('audit.allOn', { what: subject.name ?? t(`audit.kind.${subject.kind}`) })}
          </Button>
        )}
      </Stack>
    </Stack>
  );
}

function Details({ lines }: { lines: readonly Detail[] }) {
  const zone = useZone();
  const words = (name: string, value: unknown) => valueWords(name, value, (at) => formatInstant(at, zone, 'full'));
  if (lines.length === 0) return <>{t('audit.noDetails')}</>;
  return (
    <Facts
      facts={lines.map((line) => [
        line.name,
        'value' in line
          ? words(line.name, line.value)
          : t('audit.fromTo', { from: words(line.name, line.from), to: words(line.name, line.to) }),
      ])}
    />
  );
}
