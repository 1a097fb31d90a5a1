import { type BreachQuestion, type BreachReport, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { BreachForm } from './breach-form.tsx';
import { BreachResult } from './breach-result.tsx';

/** Whose data were within reach of somebody who should not have had them. */
export function BreachPage() {
  const [report, setReport] = useState<BreachReport | null>(null);
  const ask = useApiMutation(routes.reportBreach);
  const onAsk = async (body: BreachQuestion) => setReport(await ask.mutateAsync({ body }));
  return (
    <Page
      title={t('breach.title')}
      description={t('breach.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <BreachForm onAsk={onAsk} />
      {report && <BreachResult key={report.madeAt} report={report} />}
    </Page>
  );
}
