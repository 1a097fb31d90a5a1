import { z } from 'zod';

/** Addresses of the two nets that guidance runs. Their names change with their content: they are cached for ever. */
export interface GuidanceModels {
  tiny: ModelFile;
  landmarks: ModelFile;
}

export interface ModelFile {
  url: string;
  bytes: number;
}

const file = z.object({ url: z.string(), bytes: z.number() });
const manifest = z.object({ tiny: file, landmarks: file });

/** Asks the server where the nets are. Rejects when it cannot say; guidance is then not to be had. */
export async function loadGuidanceModels(): Promise<GuidanceModels> {
  const response = await fetch('/models/manifest.json', { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`The model manifest answered ${response.status}.`);
  const { tiny, landmarks } = manifest.parse(await response.json());
  const absolute = ({ url, bytes }: ModelFile) => ({ url: new URL(url, location.origin).href, bytes });
  return { tiny: absolute(tiny), landmarks: absolute(landmarks) };
}
