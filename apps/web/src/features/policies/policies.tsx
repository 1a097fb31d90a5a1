import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function Policies() {
  return <Page title={t('admin.policies')}>{null}</Page>;
}
