import { NativeSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { type Kiosk, type Place, routes } from '@smart-presence/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { call } from '../../../api/client.ts';
import { invalidate } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.ts';
import { CancelButton } from '../../structure/entity-part.tsx';
import type { Open } from '../../structure/use-open.ts';

interface KioskPanelProps {
  open: Open<Kiosk>;
  places: UseQueryResult<Place[]>;
  onClose: () => void;
  /** A new kiosk wants a device next. */
  onAdded: (kiosk: Kiosk) => void;
}

/** Name and place of a kiosk, beside the list. */
export function KioskPanel({ open, places, onClose, onAdded }: KioskPanelProps) {
  const kiosk = open?.item;
  return (
    <SidePanel
      opened={open !== null}
      onClose={onClose}
      title={kiosk ? t('kiosks.edit', { name: kiosk.name }) : t('kiosks.add')}
    >
      <Loaded query={places} skeleton={<Skeleton height={180} />}>
        {(all) => <KioskForm {...(kiosk && { kiosk })} places={all} onDone={onClose} onAdded={onAdded} />}
      </Loaded>
    </SidePanel>
  );
}

interface KioskFormProps {
  kiosk?: Kiosk;
  places: readonly Place[];
  onDone: () => void;
  onAdded: (kiosk: Kiosk) => void;
}

function KioskForm({ kiosk, places, onDone, onAdded }: KioskFormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.createKiosk.body,
    initial: { name: kiosk?.name ?? '', placeId: kiosk?.place?.id ?? places[0]?.id ?? '' },
    onSubmit: async (body) => {
      const saved = kiosk
        ? await call(routes.updateKiosk, { params: { id: kiosk.id }, body })
        : await call(routes.createKiosk, { body });
      await invalidate(routes.listKiosks);
      onDone();
      // A new one shows its pairing code next, which says enough and must not be covered.
      if (kiosk) toast(t('kiosks.saved', { name: saved.name }));
      else onAdded(saved);
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput
          label={t('kiosks.name')}
          description={t('kiosks.nameHint')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label={t('kiosks.place')}
          description={t('kiosks.placeHint')}
          data={places.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('placeId')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}
