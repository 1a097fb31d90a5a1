import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { MultiNet } from '../liveness/mesh-net.ts';
import type { LivenessNets } from '../liveness/observe.ts';
import type { RecaptureNet } from '../liveness/recapture-net.ts';
import { loadModel } from '../models/compile.ts';
import { type OptionalModel, readOptionalModels } from '../models/optional.ts';
import type { Nets } from '../nets.ts';
import { normalised, openNet, refuse, SESSION, tryOut } from './nets.ts';

/** Errors only: the mesh graph has a branch nobody asks for, and the runtime would say so on every start. */
const QUIET = { ...SESSION, logSeverityLevel: 3 } as const;

/** A net whose outputs are all wanted, by their names. */
export async function openMultiNet<Output extends string>(model: Uint8Array): Promise<MultiNet<Output>> {
  const session = await InferenceSession.create(model, QUIET);
  const [input] = session.inputNames as [string];
  return {
    async run(values, shape) {
      const outputs = await session.run({ [input]: new Tensor('uint8', values, shape) });
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
      ) as Record<Output, Float32Array>;
    },
  };
}

interface Folders {
  cacheDir: string;
  modelsDir: string | undefined;
}

/** The pipeline's nets and those that only liveness needs, the institution's passive networks among them. */
export async function openLivenessNets(nets: Nets, { cacheDir, modelsDir }: Folders): Promise<LivenessNets> {
  const optional = modelsDir ? await readOptionalModels(modelsDir) : [];
  return {
    ...nets,
    mesh: await openMultiNet<'mesh' | 'presence'>(await loadModel('facemesh', cacheDir)),
    iris: await openNet(await loadModel('iris', cacheDir)),
    recapture: await Promise.all(optional.filter(({ role }) => role === 'antispoof').map(openRecaptureNet)),
  };
}

async function openRecaptureNet(model: OptionalModel): Promise<RecaptureNet> {
  const { name, size, input, real, threshold } = model;
  const net = normalised(await openNet(model.model).catch(refuse(name)), input);
  await tryOut(net, input.side, { name, size });
  return { net, side: input.side, scale: (model.alignment as { scale: number }).scale, real, threshold };
}
