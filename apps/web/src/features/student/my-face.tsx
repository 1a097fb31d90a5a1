import { Skeleton } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/student-pages-words.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ConsentForm } from './consent-form.tsx';
import { EnrolmentStatus } from './enrolment-status.tsx';
import { hasConsent } from './face-state.ts';

/** Consent and enrolment: decide, see what is held, enrol again, withdraw. */
export function MyFace() {
  const face = useApi(routes.myBiometrics, {});
  const title = face.data && !hasConsent(face.data) ? t('student.face.consentTitle') : t('student.face');
  return (
    <Page title={title} width="narrow">
      <Loaded query={face} skeleton={<Skeleton height="22rem" />}>
        {(status) => (hasConsent(status) ? <EnrolmentStatus face={status} /> : <ConsentForm face={status} />)}
      </Loaded>
    </Page>
  );
}
