import { TextInput } from '@mantine/core';
import { t } from '../../strings/index.ts';

/** Why a mark of a session that is over is changed: it stays with the mark. */
export const ReasonField = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <TextInput
    label={t('faculty.roll.reason')}
    description={t('faculty.roll.reasonHint')}
    value={value}
    maxLength={500}
    required
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
