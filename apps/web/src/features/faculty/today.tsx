import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function FacultyToday() {
  return <Page title={t('faculty.home')}>{null}</Page>;
}
