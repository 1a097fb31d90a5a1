import { Button, Group, List, NumberInput, Paper, Radio, Stack, Text, TextInput } from '@mantine/core';
import {
  FlashMode,
  LivenessLevel,
  type Policy,
  PolicyData,
  type PolicyPresetId,
  RoomCodeMode,
  routes,
  withPreset,
} from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useContractForm } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.ts';
import { FeedbackFields } from './feedback-fields.tsx';
import { FieldsCard, type PolicyFormState } from './fields-card.tsx';
import { MarksFields } from './marks-fields.tsx';
import classes from './policies.module.css';
import { changesBetween } from './policy-changes.ts';
import { policyProblems } from './policy-problems.ts';
import { dataOf, valuesOf } from './policy-values.ts';
import { changeWords } from './policy-words.ts';
import { PresetCard } from './preset-card.tsx';
import { RequestFields } from './request-fields.tsx';
import { StandingFields, WarningFields } from './standing-fields.tsx';

interface PolicyFormProps {
  current: Policy;
  /** What the form starts with: the current version, or an earlier one to bring back. */
  start: Policy;
  onReset: () => void;
}

/** The policy as a form: what it means beside every value, what would change before it is saved. */
export function PolicyForm({ current, start, onReset }: PolicyFormProps) {
  const [note, setNote] = useState('');
  const [day, setDay] = useState('');
  const [checked, setChecked] = useState<PolicyData | null>(null);
  const { form, formProps } = useContractForm({
    schema: PolicyData,
    initial: valuesOf(start.data),
    toBody: dataOf,
    check: policyProblems,
    onSubmit: async (data) => setChecked(PolicyData.parse(data)),
  });
  const parsed = PolicyData.safeParse(dataOf(form.values));
  const changes = parsed.success ? changesBetween(current.data, parsed.data).map(changeWords) : null;
  const save = async () => {
    if (!checked) return;
    const saved = await call(routes.savePolicy, {
      body: { data: checked, note: note.trim() || null, effectiveFrom: day || null },
    });
    await invalidate(routes.listPolicies, routes.currentPolicy);
    toast(t(day ? 'policies.savedForLater' : 'policies.saved', { version: saved.version }));
    onReset();
  };
  const take = (preset: PolicyPresetId) => {
    // What is half typed elsewhere is no policy yet: then the preset starts from what the form started with.
    form.setValues(valuesOf(withPreset(preset, parsed.success ? parsed.data : start.data)));
    announce(t('policy.presetTaken'));
  };
  const reset = () => {
    form.setValues(valuesOf(current.data));
    form.clearErrors();
    onReset();
  };
  return (
    <form {...formProps}>
      <Stack gap="lg">
        <PresetCard onTake={take} />
        <StandingFields form={form} />
        <WarningFields form={form} />
        <SessionFields form={form} />
        <PlaceMode form={form} />
        <RoomCode form={form} />
        <Liveness form={form} />
        <MarksFields form={form} />
        <RequestFields form={form} />
        <FeedbackFields form={form} />
        <FaceFields form={form} />
        <Paper component="section" aria-live="polite">
          <Stack>
            {changes?.length === 0 && <Text c="dimmed">{t('policies.unchanged')}</Text>}
            {changes && changes.length > 0 && <Changes lines={changes} />}
            <TextInput
              label={`${t('policies.note')} (${t('form.optional')})`}
              description={t('policies.noteHint')}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={`${t('policies.day')} (${t('form.optional')})`}
              description={t('policies.dayHint')}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
            <Group>
              <Button type="submit" disabled={changes?.length === 0}>
                {t('policies.save')}
              </Button>
              <Button variant="default" onClick={reset} disabled={changes?.length === 0}>
                {t('policies.reset')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Stack>
      <ConfirmDialog
        opened={checked !== null}
        onClose={() => setChecked(null)}
        title={t('policies.confirmTitle')}
        consequences={[
          t(day ? 'policies.confirmLater' : 'policies.confirmNew'),
          t('policies.confirmOld'),
          t('policies.confirmBack'),
        ]}
        confirm={t('policies.save')}
        onConfirm={save}
      />
    </form>
  );
}

function Changes({ lines }: { lines: readonly string[] }) {
  return (
    <div>
      <Text fw={500}>{t('policies.changes', { count: lines.length })}</Text>
      <List>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </div>
  );
}

interface FormProps {
  form: PolicyFormState;
}

function SessionFields({ form }: FormProps) {
  const field = (name: 'sessionMinutes' | 'lateAfterMinutes' | 'graceSeconds' | 'editWindowDays') => (
    <NumberInput
      label={t(`policy.${name}`)}
      description={t(`policy.${name}Hint`)}
      clampBehavior="none"
      {...form.getInputProps(name)}
    />
  );
  return (
    <FieldsCard title={t('policy.sessions')}>
      <div className={classes.fields}>
        {field('sessionMinutes')}
        {field('lateAfterMinutes')}
        {field('graceSeconds')}
        {field('editWindowDays')}
      </div>
    </FieldsCard>
  );
}

const placeModes = ['off', 'advise', 'require'] as const;

function PlaceMode({ form }: FormProps) {
  return (
    <FieldsCard title={t('policy.place')}>
      <Radio.Group mt="md" label={t('policy.placeMode')} {...form.getInputProps('placeMode')}>
        <Stack mt="xs">
          {placeModes.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={t(`policy.placeMode.${mode}`)}
              description={t(`policy.placeMode.${mode}Hint`)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FieldsCard>
  );
}

function RoomCode({ form }: FormProps) {
  return (
    <FieldsCard title={t('policy.roomCode')} intro={t('policy.roomCodeIntro')}>
      <Radio.Group mt="md" label={t('policy.roomCodeMode')} {...form.getInputProps('roomCode.mode')}>
        <Stack mt="xs">
          {RoomCodeMode.options.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={t(`policy.roomCodeMode.${mode}`)}
              description={t(`policy.roomCodeMode.${mode}Hint`)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FieldsCard>
  );
}

function Liveness({ form }: FormProps) {
  return (
    <FieldsCard title={t('policy.liveness')} intro={t('policy.livenessIntro')}>
      <Radio.Group mt="md" label={t('policy.livenessLevel')} {...form.getInputProps('liveness.level')}>
        <Stack mt="xs">
          {LivenessLevel.options.map((level) => (
            <Radio
              key={level}
              value={level}
              label={t(`policy.livenessLevel.${level}`)}
              description={t(`policy.livenessLevel.${level}Hint`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.liveness.level !== 'off' && (
        <Radio.Group
          mt="md"
          label={t('policy.flashMode')}
          description={t('policy.flashModeHint')}
          {...form.getInputProps('liveness.flashes')}
        >
          <Stack mt="xs">
            {FlashMode.options.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={t(`policy.flashMode.${mode}`)}
                description={mode === 'off' ? undefined : t(`policy.flashMode.${mode}Hint`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </FieldsCard>
  );
}

const distances = [
  'verifyAccept',
  'verifyReview',
  'identifyAccept',
  'identifyReview',
  'identifyMargin',
  'duplicateSure',
] as const;

function FaceFields({ form }: FormProps) {
  return (
    <FieldsCard title={t('policy.face')} intro={t('policy.faceIntro')}>
      <div className={classes.fields}>
        {distances.map((name) => (
          <NumberInput
            key={name}
            label={t(`policy.${name}`)}
            step={0.01}
            decimalScale={3}
            clampBehavior="none"
            {...form.getInputProps(`face.${name}`)}
          />
        ))}
      </div>
    </FieldsCard>
  );
}
