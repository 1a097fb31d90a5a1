import { Button, Stack, TextInput } from '@mantine/core';
import { ClassChange, type FullRoom, routes, type ScheduledSession } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, orNull, useContractForm } from '../../ui/form.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { FullRooms } from './full-rooms.tsx';
import { afterTimetable, RoomPicker } from './slot-form.tsx';
import { TeacherPicker } from './teacher-picker.tsx';
import { useWhen } from './use-when.ts';

export interface ClassAction {
  kind: 'cancel' | 'move' | 'substitute' | 'restore';
  of: ScheduledSession;
}

/** What can be done about one class, in a panel beside the list; restoring needs no question. */
export function ClassDialogs({ action, onClose }: { action: ClassAction | null; onClose: () => void }) {
  const when = useWhen();
  if (action?.kind === 'restore') return <Restore of={action.of} onDone={onClose} />;
  const titles = {
    cancel: 'timetable.cancelTitle',
    move: 'timetable.moveTitle',
    substitute: 'timetable.substituteTitle',
  };
  const title = action ? t(titles[action.kind] as 'timetable.cancelTitle', { when: when(action.of) }) : '';
  return (
    <SidePanel opened={action !== null} onClose={onClose} title={title}>
      {action?.kind === 'cancel' && <CancelForm of={action.of} onDone={onClose} />}
      {action?.kind === 'move' && <MoveForm of={action.of} onDone={onClose} />}
      {action?.kind === 'substitute' && <SubstituteForm of={action.of} onDone={onClose} />}
    </SidePanel>
  );
}

interface FormProps {
  of: ScheduledSession;
  onDone: () => void;
}

const paramsOf = ({ slotId, day }: ScheduledSession) => ({ id: slotId, day });

function CancelForm({ of, onDone }: FormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: ClassChange,
    initial: { reason: '' },
    toBody: ({ reason }) => ({ cancelled: { reason } }),
    toFields: (problems) => ({
      ...problems,
      ...(problems['cancelled.reason'] && { reason: problems['cancelled.reason'] }),
    }),
    onSubmit: async (body) => {
      await call(routes.changeClass, { params: paramsOf(of), body });
      await afterTimetable();
      toast(t('timetable.cancelled'));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <Notice>
          {t('timetable.cancelCounts')} {t('timetable.cancelTold')}
        </Notice>
        <TextInput label={t('timetable.reason')} maxLength={200} data-autofocus {...form.getInputProps('reason')} />
        <FormEnd state={state} submit={t('timetable.cancel')} color="red">
          <Close onDone={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

function MoveForm({ of, onDone }: FormProps) {
  const zone = useZone();
  const [full, setFull] = useState<FullRoom | null>(null);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(of.startsAt);
  const { form, formProps, ...state } = useContractForm({
    schema: ClassChange,
    initial: {
      day,
      start: formatInstant(of.startsAt, zone, 'time'),
      end: formatInstant(of.endsAt, zone, 'time'),
      roomId: '',
    },
    toBody: ({ roomId, ...values }) => ({ moved: { ...values, roomId: orNull(roomId) } }),
    toFields: (problems) =>
      Object.fromEntries(Object.entries(problems).map(([path, text]) => [path.replace(/^moved\./, ''), text])),
    onSubmit: async (body) => {
      const moved = await call(routes.changeClass, { params: paramsOf(of), body });
      await afterTimetable();
      toast(t('timetable.moved'));
      if (moved.full) setFull(moved.full);
      else onDone();
    },
  });
  if (full)
    return (
      <Stack>
        <Notice tone="ok">{t('timetable.moved')}</Notice>
        <FullRooms full={[full]} />
        <Button data-autofocus onClick={onDone}>
          {t('action.close')}
        </Button>
      </Stack>
    );
  return (
    <form {...formProps}>
      <Stack>
        <TextInput type="date" label={t('timetable.day')} data-autofocus {...form.getInputProps('day')} />
        <TextInput type="time" label={t('timetable.start')} {...form.getInputProps('start')} />
        <TextInput type="time" label={t('timetable.end')} {...form.getInputProps('end')} />
        <RoomPicker none={t('timetable.sameRoom')} {...form.getInputProps('roomId')} />
        <FormEnd state={state} submit={t('timetable.move')}>
          <Close onDone={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

function SubstituteForm({ of, onDone }: FormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: ClassChange.required({ substituteId: true }),
    initial: { substituteId: '' },
    toBody: ({ substituteId }) => ({ substituteId }),
    onSubmit: async (body) => {
      await call(routes.changeClass, { params: paramsOf(of), body });
      await afterTimetable();
      toast(t('timetable.substituted'));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TeacherPicker
          label={t('timetable.teacher')}
          description={t('timetable.substituteHint')}
          known={null}
          {...form.getInputProps('substituteId')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <Close onDone={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

function Restore({ of, onDone }: FormProps) {
  const { mutate, error } = useApiMutation(routes.restoreClass, {
    onSuccess: async () => {
      await afterTimetable();
      toast(t('timetable.restored'));
      onDone();
    },
  });
  const { slotId, day } = of;
  useEffect(() => mutate({ params: { id: slotId, day } }), [mutate, slotId, day]);
  return <Problem error={error} />;
}

const Close = ({ onDone }: { onDone: () => void }) => (
  <Button variant="default" onClick={onDone}>
    {t('action.close')}
  </Button>
);
