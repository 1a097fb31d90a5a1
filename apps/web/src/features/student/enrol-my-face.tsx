import { PasswordInput, Skeleton } from '@mantine/core';
import { type EnrolmentResult, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Message, Notice } from '../../ui/states.tsx';
import { EnrolFace } from '../enrolment/enrol-face.tsx';
import { hasConsent } from './face-state.ts';

/** Enrols the own face. Replacing an enrolled one asks for the password first. */
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

function Enrol(props: { isReplacing: boolean; onEnrolled: (result: EnrolmentResult) => void }) {
  // Decided once: the enrolment itself must not turn the form into one that asks for a password.
  const [isReplacing] = useState(props.isReplacing);
  const [password, setPassword] = useState('');
  const send = (files: readonly Blob[]) => call(routes.enrolMyFace, { body: isReplacing ? { password } : {}, files });
  const finish = (result: EnrolmentResult) => {
    props.onEnrolled(result);
    void invalidate(routes.myBiometrics);
  };
  return (
    <EnrolFace
      send={send}
      onEnrolled={finish}
      canStart={!isReplacing || password !== ''}
      before={
        isReplacing && (
          <PasswordInput
            label={t('student.enrol.password')}
            description={t('student.enrol.passwordHint')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            w="100%"
            maw={360}
          />
        )
      }
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
