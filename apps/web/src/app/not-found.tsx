import { t } from '../strings/index.ts';
import { ButtonLink } from '../ui/link.tsx';
import { useTitle } from '../ui/page.tsx';
import { Message } from '../ui/states.tsx';
import classes from './frame.module.css';

export function NotFound() {
  useTitle(t('state.notFoundTitle'));
  return (
    <main className={classes.alone} id="main" tabIndex={-1}>
      <Message
        order={1}
        icon="search"
        title={t('state.notFoundTitle')}
        actions={<ButtonLink to="/">{t('action.home')}</ButtonLink>}
      >
        {t('state.notFoundBody')}
      </Message>
    </main>
  );
}
