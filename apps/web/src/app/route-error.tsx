import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { t } from '../strings/index.ts';
import { useTitle } from '../ui/page.tsx';
import { Failure, Message } from '../ui/states.tsx';
import classes from './frame.module.css';

/** A screen that could not open: no connection, or a fault of ours. Stands inside the shell. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    return router.invalidate();
  };
  const isOurs = !(error instanceof ApiError);
  useTitle(t(isOurs ? 'state.crashTitle' : 'state.errorTitle'));
  if (!isOurs) return <Failure order={1} error={error} retry={again} />;
  return (
    <Message
      order={1}
      icon="warning"
      title={t('state.crashTitle')}
      actions={<Button onClick={() => window.location.reload()}>{t('app.updateNow')}</Button>}
    >
      {t('state.crashBody')}
    </Message>
  );
}

/** The same where there is no shell around it. */
export function RouteError(props: ErrorComponentProps) {
  return (
    <main className={classes.alone} id="main" tabIndex={-1}>
      <ScreenError {...props} />
    </main>
  );
}
