import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { type Board, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { isOutageAlone, openReviews } from './board-facts.ts';
import { ReviewCards } from './review-cards.tsx';
import classes from './session.module.css';

/** Students whom a failure of ours may have kept from being marked: all present, all absent, or one by one. */
export function OutageCard({ board }: { board: Board }) {
  const [isOneByOne, setOneByOne] = useState(false);
  const resolve = useApiMutation(routes.resolveOutage, {
    invalidates: [routes.getBoard, routes.markHistory],
    onSuccess: ({ decided }) => toast(t('faculty.outage.decided', { count: decided })),
  });
  const held = openReviews(board).filter(isOutageAlone);
  if (held.length === 0) return null;
  const decide = (verdict: 'present' | 'absent') =>
    resolve.mutate({ params: { id: board.session.id }, body: { verdict } });
  return (
    <Paper p="md" mb="lg" component="section" className={classes.outage} aria-labelledby="outage">
      <Title order={2} size="h3" id="outage" className={classes.outageTitle}>
        <Icon name="warning" />
        {t('faculty.outage.title', { count: held.length })}
      </Title>
      <Text my="sm">{t('faculty.outage.body')}</Text>
      <Group gap="sm">
        <Button loading={resolve.isPending} onClick={() => decide('present')}>
          {t('faculty.outage.present')}
        </Button>
        <Button variant="default" disabled={resolve.isPending} onClick={() => decide('absent')}>
          {t('faculty.outage.absent')}
        </Button>
        <Button variant="subtle" aria-expanded={isOneByOne} onClick={() => setOneByOne((is) => !is)}>
          {t('faculty.outage.oneByOne')}
        </Button>
      </Group>
      <Problem error={resolve.error} />
      {isOneByOne && <ReviewCards reviews={held} flags={new Map()} title={t('faculty.outage.oneByOne')} />}
    </Paper>
  );
}
