import type { Proposal } from '@smart-presence/contract';
import classes from './class-photo.module.css';

interface FaceCropProps {
  proposal: Proposal;
  face: number;
  urls: readonly string[];
  /** Width and height on screen, px. */
  size: number;
}

/** How much around the face is shown, as a share of its longer side. */
const margin = 0.35;

/** One face cut from its photo, as a square. Decoration: the name stands beside it. */
export function FaceCrop({ proposal, face, urls, size }: FaceCropProps) {
  const found = proposal.faces[face];
  const photo = found && proposal.photos[found.photo];
  if (!found || !photo) return null;
  const [x, y, width, height] = found.box;
  const side = Math.min(Math.max(width, height) * (1 + 2 * margin), photo.width, photo.height);
  const left = clamp(x + width / 2 - side / 2, photo.width - side);
  const top = clamp(y + height / 2 - side / 2, photo.height - side);
  const scale = size / side;
  return (
    <span className={classes.crop} style={{ width: size, height: size }} aria-hidden="true">
      <img
        src={urls[found.photo]}
        alt=""
        style={{
          width: photo.width * scale,
          height: photo.height * scale,
          transform: `translate(${-left * scale}px, ${-top * scale}px)`,
        }}
      />
    </span>
  );
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
