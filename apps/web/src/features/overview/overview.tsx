import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function Overview() {
  return <Page title={t('admin.home')}>{null}</Page>;
}
