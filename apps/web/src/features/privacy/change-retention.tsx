import { NumberInput } from '@mantine/core';
import { type RetentionRow, type RuleSetHere, retentionRules, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

export type RowSetHere = RetentionRow & { code: RuleSetHere };

/** Another number of days, after saying in numbers what it erases. */
export function ChangeRetention({ row: { code, days: kept }, onClose }: { row: RowSetHere; onClose: () => void }) {
  const { least, most, days: usual } = retentionRules[code];
  const [days, setDays] = useState<number | string>(kept ?? usual);
  const isValid = typeof days === 'number' && Number.isInteger(days) && days >= least && days <= most;
  const preview = useApi(
    routes.previewRetention,
    { query: { code, days: isValid ? days : usual } },
    { enabled: isValid },
  );
  const save = useApiMutation(routes.saveRetention, { invalidates: [routes.listRetention] });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('retention.changeTitle', { name: t(`retention.rule.${code}`) })}
      consequences={isValid ? consequences(code, preview.data) : [t('retention.range', { least, most })]}
      confirm={t('retention.save')}
      danger={(preview.data?.due ?? 0) > 0}
      onConfirm={async () => {
        await save.mutateAsync({ body: { code, days: Number(days) } });
        toast(t('retention.saved'));
      }}
    >
      <NumberInput
        label={t('retention.daysLabel')}
        description={t('retention.range', { least, most })}
        value={days}
        onChange={setDays}
        min={least}
        max={most}
        allowDecimal={false}
        allowNegative={false}
        {...(isValid ? {} : { error: t('retention.range', { least, most }) })}
      />
      <Problem error={preview.error} />
    </ConfirmDialog>
  );
}

const consequences = (code: RuleSetHere, found: { due: number; held: number } | undefined): string[] => {
  if (!found) return [t('retention.counting')];
  const { due, held } = found;
  const hold = held > 0 ? [t('retention.willHold', { count: held })] : [];
  if (due === 0) return [t('retention.willNothing'), ...hold];
  const words =
    code === 'leaver-templates'
      ? t('retention.willErasePeople', { count: due })
      : t(retentionRules[code].does === 'empties' ? 'retention.willEmpty' : 'retention.willErase', { count: due });
  return [words, ...hold, t('retention.forGood')];
};
