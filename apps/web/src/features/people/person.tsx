import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function PersonPage() {
  return <Page title={t('admin.people')}>{null}</Page>;
}
