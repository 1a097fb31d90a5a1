import { MultiSelect, NumberInput, Paper, Radio, Stack, Switch, Title } from '@mantine/core';
import { MonitoringRules, type MonitoringSettings, routes } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

interface Values extends Record<string, unknown> {
  mode: MonitoringRules['mode'];
  roomIds: string[];
  sectionIds: string[];
  everySeconds: number | string;
  looks: number | string;
  resultDays: number | string;
  keepsPictures: boolean;
  pictureDays: number | string;
}

const USUAL_PICTURE_DAYS = 7;

const valuesOf = ({ pictureDays, ...rules }: MonitoringRules): Values => ({
  ...rules,
  keepsPictures: pictureDays !== null,
  pictureDays: pictureDays ?? USUAL_PICTURE_DAYS,
});
const rulesOf = ({ keepsPictures, pictureDays, ...values }: Values) => ({
  ...values,
  pictureDays: keepsPictures ? pictureDays : null,
});

/** What saving does, in sentences. */
const consequencesOf = (rules: MonitoringRules): string[] => {
  const kept =
    rules.pictureDays === null ? t('monitoring.noPictures') : t('monitoring.pictures', { count: rules.pictureDays });
  if (rules.mode === 'off') return [t('monitoring.turnsOff'), kept];
  return [t('monitoring.turnsOn', { count: rules.everySeconds }), t('monitoring.tellsStudents'), kept];
};

export function SettingsForm({ settings }: { settings: MonitoringSettings }) {
  const [asked, setAsked] = useState<MonitoringRules | null>(null);
  const { form, formProps, ...state } = useContractForm<Values, typeof MonitoringRules>({
    schema: MonitoringRules,
    initial: valuesOf(settings.rules),
    toBody: rulesOf,
    onSubmit: async (rules) => setAsked(rules),
  });
  const save = async () => {
    if (!asked) return;
    await call(routes.saveMonitoring, { body: asked });
    toast(t('monitoring.saved'));
    await invalidate(routes.monitoringSettings);
  };
  const { mode, roomIds, sectionIds, keepsPictures } = form.values;
  return (
    <form {...formProps}>
      <Stack gap="lg">
        <Part title={t('monitoring.where')}>
          <Radio.Group aria-label={t('monitoring.where')} {...form.getInputProps('mode')}>
            <Stack gap="sm">
              {(['off', 'chosen', 'everywhere'] as const).map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={t(`monitoring.mode.${one}`)}
                  description={t(`monitoring.mode.${one}Hint`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {mode === 'chosen' && <Choice form={form} />}
          {mode === 'chosen' && roomIds.length + sectionIds.length === 0 && (
            <Notice tone="warn">{t('monitoring.nothingChosen')}</Notice>
          )}
        </Part>
        <Part title={t('monitoring.how')}>
          <Numbers form={form} name="everySeconds" />
          <Numbers form={form} name="looks" hint={t('monitoring.looksHint')} />
        </Part>
        <Part title={t('monitoring.kept')}>
          <Numbers form={form} name="resultDays" />
          <Switch
            label={t('monitoring.keepPictures')}
            description={t('monitoring.keepPicturesHint')}
            {...form.getInputProps('keepsPictures', { type: 'checkbox' })}
          />
          {keepsPictures && <Numbers form={form} name="pictureDays" />}
        </Part>
        <Paper component="section">
          <Stack>
            <FormEnd state={state} submit={t('monitoring.save')} />
          </Stack>
        </Paper>
      </Stack>
      <ConfirmDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('monitoring.confirmTitle')}
        consequences={asked ? consequencesOf(asked) : []}
        confirm={t('monitoring.save')}
        onConfirm={save}
      />
    </form>
  );
}

type Form = ReturnType<typeof useContractForm<Values, typeof MonitoringRules>>['form'];

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Paper component="section">
    <Stack>
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  </Paper>
);

interface NumbersProps {
  form: Form;
  name: 'everySeconds' | 'looks' | 'resultDays' | 'pictureDays';
  hint?: string;
}

const Numbers = ({ form, name, hint }: NumbersProps) => (
  <NumberInput
    label={t(`monitoring.${name}`)}
    {...(hint !== undefined && { description: hint })}
    maw={280}
    allowDecimal={false}
    clampBehavior="none"
    hideControls
    {...form.getInputProps(name)}
  />
);

/** Rooms and sections by name. */
function Choice({ form }: { form: Form }) {
  const rooms = useApi(routes.listRooms, {});
  const sections = useApi(routes.listSections, { query: {} });
  return (
    <>
      <MultiSelect
        label={t('monitoring.rooms')}
        data={(rooms.data ?? []).map(({ id, name, place }) => ({ value: id, label: `${name} (${place.name})` }))}
        searchable
        {...form.getInputProps('roomIds')}
      />
      <MultiSelect
        label={t('monitoring.sections')}
        data={(sections.data ?? []).map(({ id, name, course }) => ({
          value: id,
          label: `${course.code} ${course.name}, ${name}`,
        }))}
        searchable
        {...form.getInputProps('sectionIds')}
      />
    </>
  );
}
