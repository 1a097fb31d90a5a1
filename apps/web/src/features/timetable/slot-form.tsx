import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { routes, type Slot, SlotInput, SlotRepeat, type Timetable } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, orNull, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toast } from '../../ui/toast.ts';
import { TeacherPicker } from './teacher-picker.tsx';
import { weekdayName, weekdays } from './weekdays.ts';

interface SlotFormProps {
  timetable: Timetable;
  slot?: Slot | undefined;
  onDone: () => void;
}

/** What a change of a timetable makes stale. */
export const afterTimetable = () =>
  invalidate(routes.getTimetable, routes.listScheduled, routes.facultyToday, routes.listHolidays);

/** One weekly or fortnightly slot: when, where and by whom. */
export function SlotForm({ timetable, slot, onDone }: SlotFormProps) {
  const { form, formProps, ...state } = useContractForm({
    schema: SlotInput,
    initial: {
      weekday: String(slot?.weekday ?? 1),
      start: slot?.start ?? '09:00',
      end: slot?.end ?? '10:00',
      repeat: slot?.repeat ?? ('weekly' as SlotRepeat),
      roomId: slot?.room?.id ?? '',
      teacherId: slot?.teacher?.id ?? '',
      from: slot?.from ?? '',
      until: slot?.until ?? '',
    },
    toBody: (values) => ({
      ...values,
      weekday: Number(values.weekday),
      roomId: orNull(values.roomId),
      teacherId: orNull(values.teacherId),
      from: orNull(values.from),
      until: orNull(values.until),
    }),
    onSubmit: async (body) => {
      await (slot
        ? call(routes.updateSlot, { params: { id: slot.id }, body })
        : call(routes.addSlot, { params: { id: timetable.section.id }, body }));
      await afterTimetable();
      toast(t('timetable.saved'));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <NativeSelect
          label={t('timetable.weekday')}
          data={weekdays.map((day) => ({ value: String(day), label: weekdayName(day) }))}
          data-autofocus
          {...form.getInputProps('weekday')}
        />
        <TextInput type="time" label={t('timetable.start')} {...form.getInputProps('start')} />
        <TextInput type="time" label={t('timetable.end')} {...form.getInputProps('end')} />
        <NativeSelect
          label={t('timetable.repeat')}
          description={t('timetable.repeatHint')}
          data={SlotRepeat.options.map((value) => ({ value, label: t(`timetable.repeat.${value}`) }))}
          {...form.getInputProps('repeat')}
        />
        <RoomPicker none={t('timetable.noRoom')} {...form.getInputProps('roomId')} />
        <TeacherPicker
          label={t('timetable.teacher')}
          none={t('timetable.sectionTeachers')}
          known={slot?.teacher ?? null}
          {...form.getInputProps('teacherId')}
        />
        <TextInput
          type="date"
          label={t('timetable.firstDay')}
          description={t('timetable.daysHint')}
          min={timetable.term.start}
          max={timetable.term.end}
          {...form.getInputProps('from')}
        />
        <TextInput
          type="date"
          label={t('timetable.lastDay')}
          description={t('timetable.daysHint')}
          min={timetable.term.start}
          max={timetable.term.end}
          {...form.getInputProps('until')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <Button variant="default" onClick={onDone}>
            {t('action.cancel')}
          </Button>
          {slot && <RemoveSlot slot={slot} onDone={onDone} />}
        </FormEnd>
      </Stack>
    </form>
  );
}

function RemoveSlot({ slot, onDone }: { slot: Slot; onDone: () => void }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setAsking(true)}>
        {t('timetable.remove')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('timetable.removeTitle', { weekday: weekdayName(slot.weekday), start: slot.start })}
        consequences={[t('timetable.removeComing'), t('timetable.removePast')]}
        confirm={t('timetable.remove')}
        danger
        onConfirm={async () => {
          await call(routes.removeSlot, { params: { id: slot.id } });
          await afterTimetable();
          toast(t('timetable.removed'));
          onDone();
        }}
      />
    </>
  );
}

interface RoomPickerProps {
  /** What the empty choice means. */
  none: string;
  value?: string;
  onChange?: (event: React.ChangeEvent<HTMLSelectElement>) => void;
  error?: React.ReactNode;
}

/** Rooms with their place and seats. */
export function RoomPicker({ none, ...field }: RoomPickerProps) {
  const rooms = useApi(routes.listRooms, {});
  return (
    <NativeSelect
      label={t('timetable.room')}
      data={[
        { value: '', label: none },
        ...(rooms.data ?? []).map(({ id, name, place, capacity }) => ({
          value: id,
          label: [name, place.name, capacity].filter((part) => part !== null).join(' · '),
        })),
      ]}
      {...field}
    />
  );
}
