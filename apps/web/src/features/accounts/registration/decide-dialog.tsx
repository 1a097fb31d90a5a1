import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type Registration, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { orNull } from '../../../ui/form.tsx';
import { toast } from '../../../ui/toast.ts';

export interface Deciding {
  what: 'approve' | 'refuse';
  items: readonly Registration[];
  /** Called once it is done. */
  done?: (() => void) | undefined;
}

/** Asks before people are let in or turned down. */
export function DecideDialog({ deciding, onClose }: { deciding: Deciding | null; onClose: () => void }) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(deciding);
  if (deciding !== null && deciding !== shown) setShown(deciding);
  if (!shown) return null;
  const props = { deciding: shown, opened: deciding !== null, onClose };
  const key = shown.items.map(({ id }) => id).join();
  return shown.what === 'approve' ? <Approve key={key} {...props} /> : <Refuse key={key} {...props} />;
}

interface DialogProps {
  deciding: Deciding;
  opened: boolean;
  onClose: () => void;
}

const stale = [routes.listRegistrations, routes.overview, routes.listPeople] as const;
const years = Array.from({ length: 10 }, (_, place) => String(place + 1));

function Approve({ deciding: { items, done }, opened, onClose }: DialogProps) {
  const departments = useApi(routes.listDepartments, {});
  const approve = useApiMutation(routes.approveRegistrations, { invalidates: stale });
  const [values, setValues] = useState({ departmentId: '', year: '', withoutTakenUsn: false });
  const hasTakenUsn = items.some(({ resembles }) => resembles.some(({ by }) => by === 'usn'));
  const act = async () => {
    const { approved, usnTaken } = await approve.mutateAsync({
      body: {
        ids: items.map(({ id }) => id),
        departmentId: orNull(values.departmentId),
        year: values.year === '' ? null : Number(values.year),
        withoutTakenUsn: values.withoutTakenUsn,
      },
    });
    const left = usnTaken.map(({ name }) => name).join(', ');
    const words = t('registrations.approved', { count: approved });
    toast(
      usnTaken.length === 0 ? words : `${words} ${t('registrations.left', { count: usnTaken.length, names: left })}`,
    );
    done?.();
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('registrations.approveTitle', { count: items.length })}
      consequences={[t('registrations.approveTells'), t('registrations.approveNoSections')]}
      confirm={t('registrations.approve')}
      onConfirm={act}
    >
      <Stack gap="sm">
        <NativeSelect
          label={t('registrations.department')}
          value={values.departmentId}
          data={[
            { value: '', label: t('registrations.noDepartment') },
            ...(departments.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => setValues({ ...values, departmentId: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('registrations.year')}
          value={values.year}
          data={[{ value: '', label: t('registrations.noDepartment') }, ...years]}
          onChange={(event) => setValues({ ...values, year: event.currentTarget.value })}
        />
        {hasTakenUsn && (
          <Checkbox
            label={t('registrations.withoutTakenUsn')}
            checked={values.withoutTakenUsn}
            onChange={(event) => setValues({ ...values, withoutTakenUsn: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}

function Refuse({ deciding: { items, done }, opened, onClose }: DialogProps) {
  const refuse = useApiMutation(routes.refuseRegistrations, { invalidates: stale });
  const [reason, setReason] = useState('');
  const act = async () => {
    const { refused } = await refuse.mutateAsync({ body: { ids: items.map(({ id }) => id), reason } });
    toast(t('registrations.refused', { count: refused }));
    done?.();
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('registrations.refuseTitle', { count: items.length })}
      consequences={[t('registrations.refuseTells'), t('registrations.refuseErases')]}
      confirm={t('registrations.refuse')}
      danger
      onConfirm={act}
    >
      <TextInput
        label={t('registrations.refuseReason')}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
