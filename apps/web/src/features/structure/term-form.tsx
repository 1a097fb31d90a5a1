import { Button, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { routes, type Term, type TermChangeEffect, TermInput } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { CancelButton } from './entity-part.tsx';

interface Values extends Record<string, unknown> {
  name: string;
  start: string;
  end: string;
}

/** Adds or changes a term. Other days are shown in numbers before they are saved. */
export function TermForm({ term, onDone }: { term?: Term; onDone: () => void }) {
  const [checked, setChecked] = useState<{ key: string; effect: TermChangeEffect } | null>(null);
  const [saving, setSaving] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null });
  const initial: Values = { name: term?.name ?? '', start: term?.start ?? '', end: term?.end ?? '' };
  const save = async (body: Values) => {
    await (term ? call(routes.updateTerm, { params: { id: term.id }, body }) : call(routes.createTerm, { body }));
    await invalidate(routes.listTerms, routes.listScheduled, routes.overview);
    toast(t('structure.saved', { name: body.name }));
    onDone();
  };
  const { form, formProps, ...state } = useContractForm({
    schema: TermInput,
    initial,
    onSubmit: async (body, values) => {
      if (!term || (term.start === body.start && term.end === body.end)) return save(body);
      const effect = await call(routes.previewTermChange, { params: { id: term.id }, body });
      setChecked({ key: JSON.stringify(values), effect });
    },
  });
  const effect = checked?.key === JSON.stringify(form.values) ? checked.effect : null;
  const isMoved = term !== undefined && (term.start !== form.values.start || term.end !== form.values.end);
  const saveDays = async () => {
    setSaving({ isBusy: true, error: null });
    try {
      await save(form.values);
    } catch (error) {
      setSaving({ isBusy: false, error });
    }
  };
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('term.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput type="date" label={t('term.start')} {...form.getInputProps('start')} />
        <TextInput type="date" label={t('term.end')} {...form.getInputProps('end')} />
        {effect === null ? (
          <FormEnd state={state} submit={t(isMoved ? 'term.check' : 'action.save')}>
            <CancelButton onClick={onDone} />
          </FormEnd>
        ) : (
          <>
            <Effect effect={effect} />
            <Problem error={saving.error} />
            <Button onClick={() => void saveDays()} loading={saving.isBusy} data-autofocus>
              {t('term.saveDays')}
            </Button>
            <CancelButton onClick={onDone} />
          </>
        )}
      </Stack>
    </form>
  );
}

function Effect({ effect }: { effect: TermChangeEffect }) {
  const { classes, outside, people, standings } = effect;
  const changes = [
    classes.gone > 0 && t('term.classesGone', { count: classes.gone }),
    classes.added > 0 && t('term.classesAdded', { count: classes.added }),
    standings > 0 && t('term.standings', { count: standings }),
  ].filter((line) => line !== false);
  const stays = [
    outside.sessions > 0 && t('term.sessionsOutside', { count: outside.sessions, marks: outside.marks }),
    outside.enrolments > 0 && t('term.enrolmentsOutside', { count: outside.enrolments }),
    outside.planned > 0 && t('term.plannedOutside', { count: outside.planned }),
    outside.leave > 0 && t('term.leaveOutside', { count: outside.leave }),
    outside.holidays > 0 && t('term.holidaysOutside', { count: outside.holidays }),
  ].filter((line) => line !== false);
  return (
    <Stack gap="xs" role="status">
      <Title order={3}>{t('term.effect')}</Title>
      {changes.length === 0 ? (
        <Text>{t('term.noClasses')}</Text>
      ) : (
        <List>
          {changes.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      {stays.length > 0 && (
        <Notice tone="warn">
          {t('term.outside')}
          <List>
            {stays.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      <Text c="dimmed">{people === 0 ? t('term.tellsNobody') : t('term.tells', { count: people })}</Text>
    </Stack>
  );
}
