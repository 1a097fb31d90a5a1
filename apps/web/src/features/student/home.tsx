import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';

export function StudentHome() {
  return <Page title={t('student.home')}>{null}</Page>;
}
