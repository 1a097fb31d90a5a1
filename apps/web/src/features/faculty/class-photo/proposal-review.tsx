import { Button, Group, Stack } from '@mantine/core';
import type { Proposal } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../../strings/index.ts';
import { Empty, Problem } from '../../../ui/states.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { ChoiceBar } from '../../attendance/choice-bar.tsx';
import { useObjectUrls } from '../../enrolment/use-object-urls.ts';
import type { RosterEntry } from '../board-facts.ts';
import classes from './class-photo.module.css';
import { FacePicker } from './face-picker.tsx';
import { type Naming, nothingSaid, peopleFound, say, stateAt, toReview, type Word } from './naming.ts';
import { PeopleFound } from './people-found.tsx';
import { PhotoWithBoxes } from './photo-with-boxes.tsx';

interface ProposalReviewProps {
  proposal: Proposal;
  photos: readonly Blob[];
  roster: readonly RosterEntry[];
  confirm: (naming: Naming) => Promise<void>;
  again: () => void;
}

/** What was found, drawn on the photos; every box can be put right before anything is recorded. */
export function ProposalReview({ proposal, photos, roster, confirm, again }: ProposalReviewProps) {
  const urls = useObjectUrls(photos);
  const [naming, setNaming] = useState<Naming>(nothingSaid);
  const [photo, setPhoto] = useState(0);
  const [picking, setPicking] = useState<{ face: number; goesOn: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const open = toReview(proposal, naming);
  const found = peopleFound(proposal, naming);
  const review = (face: number | undefined) => {
    if (face === undefined) return setPicking(null);
    setPhoto(proposal.faces[face]?.photo ?? 0);
    setPicking({ face, goesOn: true });
  };
  const decide = (word: Word) => {
    if (!picking) return;
    const next = say(proposal, naming, { face: picking.face, word });
    setNaming(next);
    if (picking.goesOn) review(toReview(proposal, next)[0]);
    else setPicking(null);
  };
  const record = async () => {
    setBusy(true);
    setError(null);
    try {
      await confirm(naming);
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  if (proposal.faces.length === 0) {
    return (
      <Empty
        icon="camera"
        title={t('faculty.photo.noFaces')}
        actions={<Button onClick={again}>{t('faculty.photo.again')}</Button>}
      >
        {t('faculty.photo.noFacesBody')}
      </Empty>
    );
  }
  return (
    <Stack>
      <div className={classes.bar}>
        <Counts proposal={proposal} naming={naming} />
        <Group gap="sm">
          <Button onClick={() => void record()} loading={isBusy} disabled={found.size === 0} data-testid="confirm">
            {found.size === 0 ? t('faculty.photo.confirmNone') : t('faculty.photo.confirm', { count: found.size })}
          </Button>
          {open.length > 0 && (
            <Button variant="default" onClick={() => review(open[0])}>
              {t('faculty.photo.review', { count: open.length })}
            </Button>
          )}
          <Button variant="subtle" onClick={again}>
            {t('faculty.photo.again')}
          </Button>
        </Group>
      </div>
      <Problem error={error} />
      {proposal.photos.length > 1 && (
        <ChoiceBar
          label={t('faculty.photo.chosen', { count: proposal.photos.length })}
          value={photo}
          onChange={setPhoto}
          options={proposal.photos.map(({ faces }, index) => ({
            value: index,
            label: t('faculty.photo.numberFaces', { number: index + 1, count: faces }),
          }))}
        />
      )}
      <div className={classes.review}>
        <PhotoWithBoxes
          proposal={proposal}
          naming={naming}
          roster={roster}
          photo={photo}
          url={urls[photo] ?? ''}
          onFace={(face) => setPicking({ face, goesOn: false })}
        />
        <PeopleFound
          proposal={proposal}
          found={found}
          roster={roster}
          urls={urls}
          onFace={(face) => setPicking({ face, goesOn: false })}
        />
      </div>
      <FacePicker
        proposal={proposal}
        naming={naming}
        roster={roster}
        face={picking?.face ?? null}
        urls={urls}
        onWord={decide}
        onClose={() => setPicking(null)}
      />
    </Stack>
  );
}

const tones = { matched: 'ok', unsure: 'warn', unknown: 'neutral' } as const;

/** How many faces are in which state; states without any are not said. */
function Counts({ proposal, naming }: { proposal: Proposal; naming: Naming }) {
  const states = proposal.faces.map((_, face) => stateAt(proposal, naming, face));
  const counts = (['matched', 'unsure', 'unknown'] as const).map((state) => ({
    state,
    count: states.filter((other) => other === state).length,
  }));
  return (
    <Group gap="sm" role="status">
      {counts
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => (
          <StatusBadge key={state} tone={tones[state]}>
            {t(`faculty.photo.${state}Count`, { count })}
          </StatusBadge>
        ))}
    </Group>
  );
}
