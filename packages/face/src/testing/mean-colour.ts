import { createHash } from 'node:crypto';
import { OnnxGraph } from '../models/onnx-graph.ts';

/** A descriptor net of three numbers: the mean of each channel it is given. */
function meanColour(): Uint8Array {
  const graph = new OnnxGraph('mean_colour');
  const chips = graph.input('chips', 'float32', ['n', 3, 112, 112]);
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [chips])], { axis: 1 });
  graph.output('means', mean, ['n', 3]);
  return graph.encode();
}

export const MEAN_COLOUR = meanColour();
/** Its manifest. */
export const GOOD = {
  name: 'mean-colour',
  role: 'descriptor',
  file: 'mean.onnx',
  sha256: createHash('sha256').update(MEAN_COLOUR).digest('hex'),
  licence: 'MIT',
  input: { side: 112, layout: 'nchw', colour: 'bgr', mean: [10, 20, 30], deviation: [2, 2, 2] },
  alignment: 'arcface',
  size: 3,
  metric: 'l2',
  threshold: 1.5,
};
