import { Skeleton, Stack, Text } from '@mantine/core';
import { type EnrolmentResult, routes } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Message, Notice } from '../../ui/states.tsx';
import { EnrolFace } from '../enrolment/enrol-face.tsx';

/** Enrols the face of a student who stands at the desk and has given consent. */
export function EnrolAtDesk() {
  const { id, studentId } = useParams({ from: '/app/sections/$id/enrol/$studentId' });
  const person = useApi(routes.getPerson, { params: { id: studentId } });
  const face = useApi(routes.personBiometrics, { params: { id: studentId } });
  const [done, setDone] = useState<EnrolmentResult | null>(null);
  const name = person.data?.name ?? '';
  const toRoster = (
    <ButtonLink to="/sections/$id" params={{ id }} variant={done ? 'filled' : 'default'}>
      {t('faculty.desk.next')}
    </ButtonLink>
  );
  const send = (files: readonly Blob[]) => call(routes.enrolAtDesk, { params: { id: studentId }, body: {}, files });
  const finish = (result: EnrolmentResult) => {
    setDone(result);
    void invalidate(routes.personBiometrics, routes.sectionFaces, routes.getBoard);
  };
  return (
    <Page
      title={person.data ? t('faculty.desk.title', { name }) : t('faculty.section.enrol')}
      back={
        <BackLink to="/sections/$id" params={{ id }}>
          {t('faculty.section.roster')}
        </BackLink>
      }
      width="narrow"
    >
      <Loaded query={person} skeleton={<Skeleton height="18rem" />}>
        {() => (
          <Loaded query={face} skeleton={<Skeleton height="18rem" />}>
            {({ consent, consentOutdated, template }) => {
              if (done) return <Enrolled name={name} result={done} next={toRoster} />;
              if (!consent || consent.withdrawnAt !== null || consentOutdated) {
                return (
                  <Message icon="face" title={t('faculty.desk.noConsent', { name })} actions={toRoster}>
                    {t('faculty.desk.noConsentBody')}
                  </Message>
                );
              }
              return (
                <EnrolFace
                  send={send}
                  onEnrolled={finish}
                  before={
                    <Stack gap="sm">
                      <Text>{t('faculty.desk.intro', { name })}</Text>
                      {template && <Notice>{t('faculty.desk.replaces')}</Notice>}
                    </Stack>
                  }
                />
              );
            }}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Enrolled(props: { name: string; result: EnrolmentResult; next: React.ReactNode }) {
  const { name, result, next } = props;
  return (
    <div role="status">
      <Message icon="checkCircle" title={t('faculty.desk.done', { name })} actions={next}>
        {t('faculty.desk.doneBody')}
        {result.flagged && <Notice>{t('enrol.flagged')}</Notice>}
      </Message>
    </div>
  );
}
