import { Text } from '@mantine/core';
import type { Accuracy, BoundedShare, RatesAt } from '@smart-presence/contract';
import { useId, useState } from 'react';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/link.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import classes from './accuracy.module.css';
import { boundedWords } from './share-words.ts';

const shareOf = (share: BoundedShare | null): string => (share === null ? t('accuracy.unknown') : boundedWords(share));

/** Moves the threshold and says what it would mean; nothing is changed by it. */
export function WhatIf({ accuracy: { rates, thresholds } }: { accuracy: Accuracy }) {
  const id = useId();
  const inForce = rates.findIndex(({ threshold }) => threshold >= thresholds.verifyAccept - 1e-9);
  const [chosen, setChosen] = useState<number | null>(null);
  const at = chosen ?? Math.max(0, inForce);
  const row = rates[at];
  if (!row) return null;
  const words = nameOf(row.threshold, thresholds);
  return (
    <div className={classes.whatIf}>
      <label htmlFor={id}>
        <Text component="span" fw={600}>
          {t('accuracy.threshold')}: {words}
        </Text>
      </label>
      <input
        id={id}
        className={classes.slider}
        type="range"
        min={0}
        max={rates.length - 1}
        step={1}
        value={at}
        aria-valuetext={words}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      />
      <Facts
        facts={[
          [t('accuracy.falseAccepts'), <Fact key="a" share={row.falseAccepts} hint={t('accuracy.falseAcceptsHint')} />],
          [t('accuracy.alike'), <Fact key="b" share={row.alike} hint={t('accuracy.alikeHint')} />],
          [t('accuracy.falseRejects'), <Fact key="c" share={row.falseRejects} hint={t('accuracy.falseRejectsHint')} />],
        ]}
      />
      <details>
        <summary className={classes.summary}>{t('accuracy.showTable')}</summary>
        <RatesTable rates={rates} thresholds={thresholds} />
      </details>
      <TextLink to="/admin/policies">{t('accuracy.changePolicy')}</TextLink>
    </div>
  );
}

const Fact = ({ share, hint }: { share: BoundedShare | null; hint: string }) => (
  <>
    {shareOf(share)}
    <Text size="sm" c="dimmed">
      {hint}
    </Text>
  </>
);

function nameOf(threshold: number, { verifyAccept, verifyReview }: Accuracy['thresholds']): string {
  const words = { threshold: threshold.toFixed(3) };
  if (Math.abs(threshold - verifyAccept) < 1e-9) return t('accuracy.thresholdNow', words);
  if (Math.abs(threshold - verifyReview) < 1e-9) return t('accuracy.thresholdReview', words);
  return words.threshold;
}

/** Every fourth threshold, and those in force. */
function RatesTable({ rates, thresholds }: Pick<Accuracy, 'rates' | 'thresholds'>) {
  const named = Object.values(thresholds);
  const rows = rates.filter(({ threshold }, at) => at % 4 === 0 || named.includes(threshold));
  const columns: Column<RatesAt>[] = [
    {
      key: 'threshold',
      header: t('accuracy.threshold'),
      cell: ({ threshold }) => nameOf(threshold, thresholds),
      value: ({ threshold }) => threshold,
    },
    share('falseAccepts', t('accuracy.falseAccepts')),
    share('alike', t('accuracy.alike')),
    share('falseRejects', t('accuracy.falseRejects')),
  ];
  return (
    <LocalTable
      name="thresholds"
      caption={t('accuracy.table')}
      columns={columns}
      rows={rows}
      rowKey={({ threshold }) => String(threshold)}
      rowName={({ threshold }) => threshold.toFixed(3)}
      empty={null}
    />
  );
}

const share = (key: 'falseAccepts' | 'alike' | 'falseRejects', header: string): Column<RatesAt> => ({
  key,
  header,
  cell: (row) => shareOf(row[key]),
  value: (row) => shareOf(row[key]),
  sortable: false,
});
