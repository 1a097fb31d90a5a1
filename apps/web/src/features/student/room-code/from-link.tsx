import { Skeleton, Stack } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { t } from '../../../strings/index.ts';
import { ButtonLink } from '../../../ui/link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Loaded, Message } from '../../../ui/states.tsx';
import { useMyHome } from '../use-my-home.ts';
import { pickUpCode } from './carried-code.ts';

/** Where the projector's QR code leads: to the student's open session, or to a choice when there are several. */
export function FromLink() {
  useState(pickUpCode);
  const home = useMyHome();
  return (
    <Page title={t('student.checkIn.title')} width="narrow">
      <Loaded query={home} skeleton={<Skeleton height="12rem" />}>
        {({ open }) => {
          const waiting = open.filter(({ mark, reviewPending }) => mark === null && !reviewPending);
          const [only] = waiting.length > 0 ? waiting : open;
          if (waiting.length > 1) return <Choice sessions={waiting} />;
          if (only) return <Navigate to="/check-in/$sessionId" params={{ sessionId: only.sessionId }} replace />;
          return (
            <Message
              icon="clock"
              title={t('student.home.nothingOpen')}
              actions={
                <ButtonLink to="/home" variant="default">
                  {t('student.checkIn.toHome')}
                </ButtonLink>
              }
            >
              {t('student.code.nothingOpen')}
            </Message>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Choice({ sessions }: { sessions: readonly { sessionId: string; courseName: string; sectionName: string }[] }) {
  return (
    <Stack>
      <p>{t('student.code.which')}</p>
      {sessions.map(({ sessionId, courseName, sectionName }) => (
        <ButtonLink key={sessionId} to="/check-in/$sessionId" params={{ sessionId }} size="lg">
          {courseName} · {sectionName}
        </ButtonLink>
      ))}
    </Stack>
  );
}
