import { Button, Text } from '@mantine/core';
import type { Identity } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { Time } from '../../../ui/time.tsx';
import classes from './identity-list.module.css';

interface IdentityListProps {
  identities: readonly Identity[];
  onUnlink: (identity: Identity) => void;
}

/** Linked providers, one row each. */
export function IdentityList({ identities, onUnlink }: IdentityListProps) {
  return (
    <ul className={classes.list}>
      {identities.map((identity) => (
        <li key={identity.id}>
          <div className={classes.words}>
            <Text component="span" fw={600}>
              {identity.provider.name}
            </Text>{' '}
            {identity.email && <span>{t('linked.as', { email: identity.email })}</span>}
            <Text size="sm" c="dimmed">
              {identity.lastUsedAt === null ? (
                t('linked.unused')
              ) : (
                <>
                  {t('linked.used')} <Time at={identity.lastUsedAt} relative />
                </>
              )}
              {!identity.provider.isEnabled && <> · {t('linked.off')}</>}
            </Text>
          </div>
          <Button
            variant="default"
            aria-label={t('linked.unlinkFrom', { name: identity.provider.name })}
            onClick={() => onUnlink(identity)}
          >
            {t('linked.unlink')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
