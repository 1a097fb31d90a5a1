import { Button, Group, Loader, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { ApiError } from '../api/client.ts';
import { t } from '../strings/index.ts';
import { Icon, type IconName } from './icon.tsx';
import classes from './states.module.css';
import { useOnline } from './use-online.ts';

/** A message that fills the place of content: what is the matter, and what to do. */
export function Message(props: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** 1 when the message is the whole page. */
  order?: 1 | 2;
}) {
  return (
    <Paper className={classes.message}>
      <Stack gap="sm" align="center">
        <span className={classes.icon}>
          <Icon name={props.icon} size={28} />
        </span>
        <Title order={props.order ?? 2} size="h3" ta="center" tabIndex={-1}>
          {props.title}
        </Title>
        {props.children && (
          <Text component="div" c="dimmed" ta="center" maw={480}>
            {props.children}
          </Text>
        )}
        {props.actions && (
          <Group justify="center" mt="xs">
            {props.actions}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

/** An empty list that teaches: what belongs here, why, and the next step as `actions`. */
export const Empty = Message;

/** An error in place of content, with advice and a way to try again. Offline has its own words and retries itself. */
export function Failure({ error, retry, order = 2 }: { error: unknown; retry?: () => unknown; order?: 1 | 2 }) {
  const online = useOnline();
  const isUnreached = error instanceof ApiError && error.code === 'network';
  useEffect(() => {
    if (!isUnreached || !retry) return;
    const again = () => void retry();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [isUnreached, retry]);
  const retryButton = retry && (
    <Button variant="default" leftSection={<Icon name="refresh" />} onClick={() => void retry()}>
      {t('action.retry')}
    </Button>
  );
  if (isUnreached && !online) {
    return (
      <Message order={order} icon="offline" title={t('state.offlineTitle')} actions={retryButton}>
        {t('state.offlineBody')}
      </Message>
    );
  }
  const words = wordsOf(error);
  return (
    <div role="alert">
      <Message order={order} icon="warning" title={t('state.errorTitle')} actions={retryButton}>
        {words.message} {words.advice}
        {words.requestId && <div className={classes.id}>{t('state.requestId', { id: words.requestId })}</div>}
      </Message>
    </div>
  );
}

/** What to say about any thrown value. */
export function wordsOf(error: unknown): { message: string; advice: string; requestId: string | null } {
  if (!(error instanceof ApiError)) {
    return { message: t('error.unknown'), advice: t('error.unknownAdvice'), requestId: null };
  }
  const wait = error.retryAfter === null ? '' : t('state.waitSeconds', { count: error.retryAfter });
  return {
    message: error.message,
    advice: wait || error.advice,
    requestId: error.status >= 500 ? error.requestId : null,
  };
}

/** An error beside a form or button: said at once, with what to do. Renders nothing without an error. */
export function Problem({ error }: { error: unknown }) {
  if (!error) return null;
  const { message, advice, requestId } = wordsOf(error);
  return (
    <div role="alert" className={classes.problem}>
      <Icon name="stop" />
      <div>
        <strong>{message}</strong> {advice}
        {requestId && <div className={classes.id}>{t('state.requestId', { id: requestId })}</div>}
      </div>
    </div>
  );
}

/** A standing remark: info or warning, with icon and text. */
export function Notice({ tone = 'info', children }: { tone?: 'info' | 'warn' | 'ok'; children: ReactNode }) {
  const icons = { info: 'info', warn: 'warning', ok: 'checkCircle' } as const;
  return (
    <div className={classes.notice} data-tone={tone}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isPending'>;
  /** Drawn while the first answer is on its way: use the shape of the content. */
  skeleton: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Shows a query in its four states: skeleton, failure with retry, empty, content. Old content outlives a failed reload. */
export function Loaded<T>({ query, skeleton, isEmpty, empty, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return <>{empty && isEmpty?.(query.data) ? empty : children(query.data)}</>;
  }
  if (query.error) return <Failure error={query.error} retry={query.refetch} />;
  return (
    <div aria-busy="true">
      <VisuallyHidden>{t('state.loading')}</VisuallyHidden>
      {skeleton}
    </div>
  );
}

/** While a screen's code arrives. */
export function Spinner() {
  return (
    <div className={classes.spinner} role="status">
      <Loader />
      <VisuallyHidden>{t('state.loading')}</VisuallyHidden>
    </div>
  );
}
