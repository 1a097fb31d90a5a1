import { Skeleton, Text } from '@mantine/core';
import { type EnrolmentResult, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call, proveAgain } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/student-pages-words.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Message, Notice } from '../../ui/states.tsx';
import { EnrolFace } from '../enrolment/enrol-face.tsx';
import { hasConsent } from './face-state.ts';

/** Enrols the own face. Replacing an enrolled one asks first who it is. */
export function EnrolMyFace() {
  const face = useApi(routes.myBiometrics, {});
  const [done, setDone] = useState<EnrolmentResult | null>(null);
  return (
    <Page title={t('student.enrol.title')} back={<BackLink to="/face">{t('student.face')}</BackLink>} width="narrow">
      {done ? (
        <Enrolled result={done} />
      ) : (
        <Loaded query={face} skeleton={<Skeleton height="18rem" />}>
          {(status) =>
            hasConsent(status) ? (
              <Enrol isReplacing={status.template !== null} onEnrolled={setDone} />
            ) : (
              <Message
                icon="face"
                title={t('student.enrol.needsConsent')}
                actions={<ButtonLink to="/face">{t('student.home.decide')}</ButtonLink>}
              >
                {t('student.enrol.needsConsentBody')}
              </Message>
            )
          }
        </Loaded>
      )}
    </Page>
  );
}

function Enrol({ isReplacing, onEnrolled }: { isReplacing: boolean; onEnrolled: (result: EnrolmentResult) => void }) {
  const finish = (result: EnrolmentResult) => {
    onEnrolled(result);
    void invalidate(routes.myBiometrics);
  };
  return (
    <EnrolFace
      send={(files) => call(routes.enrolMyFace, { body: {}, files })}
      onEnrolled={finish}
      // Asked before the pictures are taken; the server asks again when that takes too long.
      {...(isReplacing && { mayStart: proveAgain, before: <Text>{t('student.enrol.replacing')}</Text> })}
    />
  );
}

function Enrolled({ result }: { result: EnrolmentResult }) {
  return (
    <div role="status">
      <Message
        icon="checkCircle"
        title={t('student.enrol.done')}
        actions={<ButtonLink to="/home">{t('student.enrol.doneHome')}</ButtonLink>}
      >
        {t('student.enrol.doneBody')}
        {result.flagged && <Notice>{t('enrol.flagged')}</Notice>}
      </Message>
    </div>
  );
}
