import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { t } from '../strings/index.ts';
import { Failure, Message } from '../ui/states.tsx';
import classes from './frame.module.css';

/** A screen that could not open: no connection, or a fault of ours. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    return router.invalidate();
  };
  return (
    <main className={classes.alone} id="main">
      {error instanceof ApiError ? (
        <Failure error={error} retry={again} />
      ) : (
        <Message
          icon="warning"
          title={t('state.crashTitle')}
          actions={<Button onClick={() => window.location.reload()}>{t('app.updateNow')}</Button>}
        >
          {t('state.crashBody')}
        </Message>
      )}
    </main>
  );
}
