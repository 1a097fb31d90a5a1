import { Skeleton } from '@mantine/core';
import { type Board, type Proposal, routes } from '@smart-presence/contract';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { invalidate } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { BackLink, ButtonLink } from '../../../ui/link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Loaded, Message } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.ts';
import { useBoard } from '../use-board.ts';
import { ChoosePhotos } from './choose-photos.tsx';
import { confirmed, type Naming } from './naming.ts';
import { ProposalReview } from './proposal-review.tsx';

/** The photo is the form: choose photos, look at who was found, put right what is wrong, confirm. */
export function ClassPhoto() {
  const { id } = useParams({ from: '/app/sessions/$id/photo' });
  const board = useBoard(id);
  const back = (
    <BackLink to="/sessions/$id" params={{ id }}>
      {board.data?.session.section.courseName ?? t('faculty.sessions')}
    </BackLink>
  );
  return (
    <Page title={t('faculty.photo.title')} description={t('faculty.photo.intro')} back={back} width="wide">
      <Loaded query={board} skeleton={<Skeleton height="24rem" />}>
        {(data) => (data.session.state === 'locked' ? <TooLate id={id} /> : <Photos board={data} />)}
      </Loaded>
    </Page>
  );
}

function TooLate({ id }: { id: string }) {
  return (
    <Message
      icon="camera"
      title={t('faculty.photo.notOpen')}
      actions={
        <ButtonLink to="/sessions/$id" params={{ id }}>
          {t('action.back')}
        </ButtonLink>
      }
    >
      {t('faculty.photo.notOpenBody')}
    </Message>
  );
}

function Photos({ board }: { board: Board }) {
  const navigate = useNavigate();
  const { id } = board.session;
  const [photos, setPhotos] = useState<readonly Blob[]>([]);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [key, setKey] = useState(() => crypto.randomUUID());

  const find = async () => {
    setProposal(await call(routes.proposeFromPhotos, { params: { id }, body: {}, files: photos }));
    // A proposal is confirmed once; the key makes a lost answer safe to ask for again.
    setKey(crypto.randomUUID());
  };
  const confirm = async (found: Proposal, naming: Naming) => {
    const { recorded, already } = await call(routes.confirmProposal, {
      params: { id, proposalId: found.id },
      body: { faces: confirmed(found, naming) },
      idempotencyKey: key,
    });
    await invalidate(routes.getBoard);
    await navigate({ to: '/sessions/$id', params: { id } });
    const extra = already > 0 ? ` ${t('faculty.photo.recordedAlready', { already })}` : '';
    toast(`${t('faculty.photo.recorded', { count: recorded })}.${extra}`);
  };

  if (!proposal) return <ChoosePhotos photos={photos} onPhotos={setPhotos} find={find} />;
  return (
    <ProposalReview
      key={proposal.id}
      proposal={proposal}
      photos={photos}
      roster={board.roster}
      confirm={(naming) => confirm(proposal, naming)}
      again={() => setProposal(null)}
    />
  );
}
