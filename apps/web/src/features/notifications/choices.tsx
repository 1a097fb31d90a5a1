import '../../strings/notifications-words.ts';
import { Skeleton, Stack, Switch } from '@mantine/core';
import { type DigestRhythm, myNotificationRoutes, type NotificationChoice } from '@smart-presence/contract';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice, Problem } from '../../ui/states.tsx';
import classes from './choices.module.css';
import { DigestChoice } from './digest-choice.tsx';

/** How one wants to hear of what; each switch is saved as it is moved. */
export function NotificationChoices() {
  const choices = useApi(myNotificationRoutes.notificationChoices, {});
  const save = useApiMutation(myNotificationRoutes.saveNotificationChoice, {
    invalidates: [myNotificationRoutes.notificationChoices],
    onSuccess: () => announce(t('told.choices.saved')),
  });
  const moving = save.isPending ? save.variables.body : null;
  return (
    <Page
      title={t('told.choices.title')}
      description={t('told.choices.description')}
      back={<BackLink to="/notifications">{t('told.choices.back')}</BackLink>}
      width="narrow"
    >
      <Stack>
        <Problem error={save.error} />
        <Loaded query={choices} skeleton={<Skeleton height={320} />}>
          {(loaded) => (
            <>
              {!loaded.hasMail && <Notice>{t('told.choices.noMail')}</Notice>}
              {loaded.hasMail && <DigestChoice rhythm={loaded.digest} />}
              <div className={classes.kinds}>
                {loaded.choices.map((choice) => (
                  <KindChoice
                    key={choice.kind}
                    // As it was just moved, until the server has answered.
                    choice={moving?.kind === choice.kind ? { ...choice, ...movedTo(choice, moving) } : choice}
                    hasMail={loaded.hasMail}
                    digest={loaded.digest}
                    onChoose={({ inApp, mail, waits }) =>
                      save.mutate({ body: { kind: choice.kind, inApp, mail: mail ?? false, waits: waits ?? false } })
                    }
                  />
                ))}
              </div>
            </>
          )}
        </Loaded>
      </Stack>
    </Page>
  );
}

const movedTo = (
  { mail, waits }: NotificationChoice,
  moving: { inApp: boolean; mail: boolean; waits?: boolean | undefined },
) => ({
  inApp: moving.inApp,
  mail: mail === null ? null : moving.mail,
  waits: waits === null ? null : (moving.waits ?? false),
});

interface KindProps {
  choice: NotificationChoice;
  hasMail: boolean;
  digest: DigestRhythm;
  onChoose: (choice: Pick<NotificationChoice, 'inApp' | 'mail' | 'waits'>) => void;
}

function KindChoice({ choice, hasMail, digest, onChoose }: KindProps) {
  const { kind, inApp, mail, waits, isFixed } = choice;
  const mayWait = waits !== null && mail === true && hasMail && digest !== 'off';
  const name = t(`told.kind.${kind}`);
  const isQuiet = !inApp && !(mail && hasMail);
  return (
    <div className={classes.kind}>
      <div>
        <div className={classes.name}>{name}</div>
        <div className={classes.more}>{t(`told.kind.${kind}.body`)}</div>
        {isFixed && <div className={classes.more}>{t('told.choices.fixed')}</div>}
        {isQuiet && <div className={classes.more}>{t('told.choices.quiet')}</div>}
      </div>
      {isFixed ? (
        <div className={classes.more}>{t(hasMail ? 'told.choices.fixedBoth' : 'told.choices.fixedInApp')}</div>
      ) : (
        <div className={classes.ways}>
          <Switch
            label={t('told.choices.inApp')}
            aria-label={t('told.choices.inAppOf', { kind: name })}
            checked={inApp}
            onChange={(event) => onChoose({ inApp: event.currentTarget.checked, mail, waits })}
          />
          {mail !== null && (
            <Switch
              label={t('told.choices.mail')}
              aria-label={t('told.choices.mailOf', { kind: name })}
              checked={mail && hasMail}
              disabled={!hasMail}
              onChange={(event) => onChoose({ inApp, mail: event.currentTarget.checked, waits })}
            />
          )}
          {mayWait && (
            <Switch
              label={t('told.choices.waits')}
              aria-label={t('told.choices.waitsOf', { kind: name })}
              checked={waits}
              onChange={(event) => onChoose({ inApp, mail, waits: event.currentTarget.checked })}
            />
          )}
        </div>
      )}
    </div>
  );
}
