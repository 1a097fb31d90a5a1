import type { Platform } from '../../platform/platform.ts';
import { identifyInPhotos } from '../biometrics/index.ts';
import { confirmProposal } from './confirm-proposal.ts';
import { proposeFromPhotos } from './propose-from-photos.ts';

/** Photos of the room: a proposal first, marks once the teacher has confirmed it. */
export const classPhotoRoutes = ({ db, router }: Platform): void => {
  router.on('proposeFromPhotos', ({ params, files, viewer, now }) =>
    proposeFromPhotos({
      db,
      identify: identifyInPhotos,
      request: { sessionId: params.id, viewer, photos: files, now },
    }),
  );

  router.on('confirmProposal', ({ params, body, viewer, now }) =>
    confirmProposal(db, { sessionId: params.id, proposalId: params.proposalId, viewer, faces: body.faces, now }),
  );
};
