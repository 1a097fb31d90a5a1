import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function SectionPage() {
  return <Page title={t('admin.structure')}>{null}</Page>;
}
