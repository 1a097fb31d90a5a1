import { ActionIcon } from '@mantine/core';
import type { Proposal } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../../strings/index.ts';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import type { RosterEntry } from '../board-facts.ts';
import classes from './class-photo.module.css';
import { type FaceState, type Naming, personAt, stateAt } from './naming.ts';

interface PhotoWithBoxesProps {
  proposal: Proposal;
  naming: Naming;
  roster: readonly RosterEntry[];
  photo: number;
  url: string;
  onFace: (face: number) => void;
}

const signs: Record<FaceState, IconName> = { matched: 'check', unsure: 'question', unknown: 'dash' };
const zooms = [1, 1.5, 2, 3] as const;

/** A photo with its faces: whole, broken and dotted frames with a sign and the name; each opens the question who it is. */
export function PhotoWithBoxes({ proposal, naming, roster, photo, url, onFace }: PhotoWithBoxesProps) {
  const [zoom, setZoom] = useState(0);
  const size = proposal.photos[photo];
  if (!size) return null;
  const nameOf = (id: string | null) => roster.find(({ student }) => student.id === id)?.student.name;
  const faces = proposal.faces.flatMap((face, index) => (face.photo === photo ? [{ face, index }] : []));
  return (
    <div className={classes.photoFrame}>
      <section className={classes.photoScroll} aria-label={t('faculty.photo.number', { number: photo + 1 })}>
        <div className={classes.photo} style={{ width: `${(zooms[zoom] ?? 1) * 100}%` }}>
          <img src={url} alt="" width={size.width} height={size.height} />
          {faces.map(({ face, index }) => {
            const state = stateAt(proposal, naming, index);
            const name = nameOf(personAt(proposal, naming, index));
            const guess = face.candidates[0]?.student.name;
            return (
              <button
                key={index}
                type="button"
                className={classes.box}
                data-state={state}
                style={placeOf(face.box, size)}
                aria-label={labelOf({ state, name, guess, number: index + 1 })}
                onClick={() => onFace(index)}
              >
                <span className={classes.sign} aria-hidden="true">
                  <Icon name={signs[state]} size={14} />
                </span>
                {name && (
                  <span className={classes.boxName} aria-hidden="true">
                    {name}
                  </span>
                )}
              </button>
            );
          })}
        </div>
      </section>
      <div className={classes.zoom}>
        <ActionIcon
          variant="default"
          aria-label={t('faculty.photo.zoomOut')}
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          <Icon name="dash" />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label={t('faculty.photo.zoomIn')}
          disabled={zoom === zooms.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          <Icon name="plus" />
        </ActionIcon>
      </div>
    </div>
  );
}

/** A box in pixels of the photo as shares of its size. */
function placeOf([x, y, width, height]: Proposal['faces'][number]['box'], size: { width: number; height: number }) {
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return {
    left: share(x, size.width),
    top: share(y, size.height),
    width: share(width, size.width),
    height: share(height, size.height),
  };
}

function labelOf(props: {
  state: FaceState;
  name: string | undefined;
  guess: string | undefined;
  number: number;
}): string {
  const { state, name, guess, number } = props;
  if (state === 'matched') return t('faculty.photo.box.matched', { name: name ?? '' });
  if (state === 'unsure') return t('faculty.photo.box.unsure', { name: guess ?? '' });
  return t('faculty.photo.box.unknown', { number });
}
