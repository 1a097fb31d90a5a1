import { FileInput, NativeSelect, Paper, Radio, Skeleton, Stack, Textarea, TextInput } from '@mantine/core';
import { documentLimits, LeaveInput, type LeaveKind, type RequestOffer, routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { FormEnd, orNull, useContractForm } from '../../ui/form.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

/** Leave for a range of days, with documents. */
export function AskLeave() {
  const mine = useApi(routes.myRequests, {});
  return (
    <Page title={t('requests.askLeave')} width="narrow" back={<BackLink to="/requests">{t('leave.back')}</BackLink>}>
      <Loaded
        query={mine}
        skeleton={<Skeleton height={420} />}
        isEmpty={({ offer }) => offer.leave.kinds.length === 0}
        empty={
          <Empty icon="calendar" title={t('leave.notGiven')}>
            {t('leave.notGivenBody')}
          </Empty>
        }
      >
        {({ offer }) => <LeaveForm offer={offer.leave} />}
      </Loaded>
    </Page>
  );
}

const { max: most, maxBytes } = documentLimits;
const MB = 1_000_000;

function LeaveForm({ offer }: { offer: RequestOffer['leave'] }) {
  const navigate = useNavigate();
  const [documents, setDocuments] = useState<File[]>([]);
  // One request however often it is sent; what is changed after a refusal is another one.
  const [attempt, setAttempt] = useState({ key: crypto.randomUUID(), sent: '' });
  const tooLarge = documents.find(({ size }) => size > maxBytes);
  const problem = tooLarge
    ? t('leave.tooLarge', { name: tooLarge.name, size: maxBytes / MB })
    : documents.length > most
      ? t('leave.tooMany', { count: most })
      : null;
  const { form, formProps, ...state } = useContractForm({
    schema: LeaveInput,
    initial: { kind: '' as LeaveKind | '', firstDay: '', lastDay: '', sectionId: '', statement: '' },
    toBody: ({ sectionId, lastDay, ...values }) => ({
      ...values,
      lastDay: lastDay || values.firstDay,
      sectionId: orNull(sectionId),
    }),
    onSubmit: async (body) => {
      if (problem) return;
      const sent = JSON.stringify([body, documents.map(({ name, size, lastModified }) => [name, size, lastModified])]);
      const key = attempt.sent === '' || attempt.sent === sent ? attempt.key : crypto.randomUUID();
      setAttempt({ key, sent });
      await call(routes.askLeave, { body, files: documents, idempotencyKey: key });
      await invalidate(routes.myRequests);
      toast(t('leave.sent'));
      void navigate({ to: '/requests' });
    },
  });
  return (
    <Paper>
      <form {...formProps}>
        <Stack>
          <Radio.Group label={t('leave.kind')} required {...form.getInputProps('kind')}>
            <Stack gap="xs" mt="xs">
              {offer.kinds.map(({ kind }) => (
                <Radio key={kind} value={kind} label={t(`requests.kind.${kind}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput type="date" label={t('leave.first')} required {...form.getInputProps('firstDay')} />
          <TextInput
            type="date"
            label={t('leave.last')}
            description={t('leave.lastHint', { day: formatDay(offer.earliestDay) })}
            min={form.values.firstDay || offer.earliestDay}
            {...form.getInputProps('lastDay')}
          />
          <NativeSelect
            label={t('leave.from')}
            description={t('leave.everyClassHint')}
            data={[
              { value: '', label: t('leave.everyClass') },
              ...offer.sections.map(({ id, courseCode, courseName, name }) => ({
                value: id,
                label: t('requests.section', { code: courseCode, name: courseName, section: name }),
              })),
            ]}
            {...form.getInputProps('sectionId')}
          />
          <Textarea
            label={t('leave.why')}
            required
            maxLength={2000}
            autosize
            minRows={3}
            maxRows={10}
            {...form.getInputProps('statement')}
          />
          <FileInput
            size="md"
            label={t('leave.documents')}
            description={t('leave.documentsHint', { count: most, size: maxBytes / MB })}
            multiple
            clearable
            accept="application/pdf,image/jpeg,image/png,image/webp"
            value={documents}
            onChange={setDocuments}
            error={problem}
            clearButtonProps={{ 'aria-label': t('requests.document.clear') }}
          />
          <FormEnd state={state} submit={t('leave.send')} />
        </Stack>
      </form>
    </Paper>
  );
}
