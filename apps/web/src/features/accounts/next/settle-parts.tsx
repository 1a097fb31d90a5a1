import { Button, Skeleton } from '@mantine/core';
import type { Me } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { Problem } from '../../../ui/states.tsx';
import '../second-factors/words.ts';
import { useSignOut } from '../use-sign-out.ts';

export interface SettleProps {
  me: Me;
  /** Takes the Me of the reply that settled it: the next need, or on to where the person wanted to go. */
  onSettled: (me: Me) => void;
}

/** The way out of a sign-in that cannot be settled. */
export function StartOver() {
  const signOut = useSignOut();
  return (
    <>
      <Button variant="subtle" loading={signOut.isPending} onClick={() => signOut.mutate({})}>
        {t('settle.startOver')}
      </Button>
      <Problem error={signOut.error} />
    </>
  );
}

/** While what a person can settle it with is on its way. */
export const SettleSkeleton = () => <Skeleton height={160} />;
