import { t } from '../strings/index.ts';
import { ButtonLink } from '../ui/link.tsx';
import { useTitle } from '../ui/page.tsx';
import { Message } from '../ui/states.tsx';

export function NotFound() {
  useTitle(t('state.notFoundTitle'));
  return (
    <Message
      icon="search"
      title={t('state.notFoundTitle')}
      actions={<ButtonLink to="/">{t('action.home')}</ButtonLink>}
    >
      {t('state.notFoundBody')}
    </Message>
  );
}
