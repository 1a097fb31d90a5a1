import {
  type ByteRange,
  type ByteScale,
  type ByteTensor,
  byteConvolution,
  byteScale,
  byteSum,
  toFloats,
} from '../eight-bit.ts';
import { centredPlanes, convolution, dividedBy, NO_PADS, PAD_ONE, type Pads } from '../layers.ts';
import { OnnxGraph, type TensorName } from '../onnx-graph.ts';
import type { Weight, Weights } from '../weights.ts';
import { RANGES } from './face-recognition-ranges.ts';

/** Blocks in order; those that end in `down` or `down_out` halve the size. */
const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
];
const SIDE = 150;
const MEAN = [122.782, 117.001, 104.298] as const;

interface Layer {
  filters: Weight;
  bias: Float32Array;
  scale: Float32Array;
  stride: number;
  pads: Pads;
}

/** How the net computes: in floats or in bytes. Results that are kept in bytes have a name. */
interface Arithmetic<Tensor> {
  /** The first convolution and ReLU: RGB bytes in. */
  first(chips: TensorName, layer: Layer, name: string): Tensor;
  /** Convolution, with ReLU or without. */
  convolved(input: Tensor, layer: Layer, name: string): Tensor;
  rectified(input: Tensor, layer: Layer, name: string): Tensor;
  /** Averaged down to half the size, and empty channels added. */
  halved(input: Tensor, channels: Channels, name: string): Tensor;
  /** Sum and ReLU. */
  sum(one: Tensor, other: Tensor, name: string): Tensor;
  /** The same operator for both; `zero` writes the constant that stands for nothing where that is not 0. */
  plain(input: Tensor, operator: (tensor: TensorName, zero: () => TensorName[]) => TensorName): Tensor;
  floats(tensor: Tensor): TensorName;
}

interface Channels {
  before: number;
  after: number;
}

/** As it was trained. `seen` is told where each result is. */
export function faceRecognition(
  weights: Weights,
  seen: (graph: OnnxGraph, name: string, tensor: TensorName) => void = () => {},
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('face_recognition');
  const named = (name: string, tensor: TensorName) => {
    seen(graph, name, tensor);
    return tensor;
  };
  const relu = (tensor: TensorName) => graph.node('Relu', [tensor]);
  const convolved = (input: TensorName, layer: Layer) => convolution(graph, { input, ...layer });
  return describe<TensorName>(graph, weights, {
    first(chips, { filters, ...layer }, name) {
      const planes = centredPlanes(graph, chips, MEAN);
      return named(name, relu(convolved(planes, { filters: dividedBy(filters, 255), ...layer })));
    },
    convolved: (input, layer, name) => named(name, convolved(input, layer)),
    rectified: (input, layer, name) => named(name, relu(convolved(input, layer))),
    halved(input, { before, after }, name) {
      const half = graph.node('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
      if (after === before) return named(name, half);
      return named(name, graph.node('Pad', [half, graph.integers([0, 0, 0, 0, 0, after - before, 0, 0])]));
    },
    sum: (one, other, name) => named(name, relu(graph.node('Add', [one, other]))),
    plain: (input, operator) => operator(input, () => []),
    floats: (tensor) => tensor,
  });
}

/** The same in bytes, all but the last product. */
export function faceRecognitionInBytes(
  weights: Weights,
  ranges: Readonly<Record<string, ByteRange>> = RANGES,
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('face_recognition_int8');
  const kept = (name: string): ByteScale => byteScale(ranges[name]!);
  const convolved = (input: ByteTensor, layer: Layer, name: string) =>
    byteConvolution(graph, { input, ...layer, output: kept(name) });
  return describe<ByteTensor>(graph, weights, {
    first(chips, { bias, ...layer }, name) {
      const tensor = graph.node('Transpose', [chips], { perm: [0, 3, 1, 2] });
      const input = { tensor, scale: 1 / 255, zero: 0 };
      return convolved(input, { ...layer, bias: withoutMean(bias, layer) }, name);
    },
    convolved,
    rectified: convolved,
    halved: (input, channels, name) =>
      byteConvolution(graph, { input, ...averaging(channels), stride: 2, output: kept(name) }),
    sum: (one, other, name) => byteSum(graph, [one, other], kept(name)),
    plain: (input, operator) => ({
      ...input,
      tensor: operator(input.tensor, () => [graph.constant(Uint8Array.of(input.zero), [])]),
    }),
    floats: (tensor) => toFloats(graph, tensor),
  });
}

/** No pixel is padded, so taking the mean off each one is the same as taking it, filtered, off each result. */
function withoutMean(bias: Float32Array, { filters, scale }: Omit<Layer, 'bias'>): Float32Array {
  const less = bias.slice();
  filters.values.forEach((value, at) => {
    const output = at % bias.length;
    less[output]! -= (value * scale[output]! * MEAN[Math.floor(at / bias.length) % 3]!) / 255;
  });
  return less;
}

/** The mean of 2 × 2 and the empty channels as filters of one convolution: pools of bytes would leave the fast layout. */
function averaging({ before, after }: Channels): { filters: Weight; bias: Float32Array } {
  const filters = { shape: [2, 2, before, after], values: new Float32Array(4 * before * after) };
  for (let at = 0; at < 4 * before; at++) filters.values[at * after + (at % before)] = 0.25;
  return { filters, bias: new Float32Array(after) };
}

/**
 * dlib's face recognition ResNet. In: `chips` uint8 [n, 150, 150, 3]. Out: `descriptors` [n, 128].
 * Every convolution is followed by a learned scale and offset per channel, folded into it here.
 */
function describe<Tensor>(graph: OnnxGraph, weights: Weights, net: Arithmetic<Tensor>): Uint8Array<ArrayBuffer> {
  const layer = (prefix: string, stride = 1, pads: Pads = PAD_ONE): Layer => {
    const get = (name: string) => weights.get(`${prefix}/${name}`)!;
    const scale = get('scale/weights').values;
    const offset = get('scale/biases').values;
    const bias = get('conv/bias').values.map((value, i) => value * scale[i]! + offset[i]!);
    return { filters: get('conv/filters'), bias, scale, stride, pads };
  };
  const chips = graph.input('chips', 'uint8', ['n', SIDE, SIDE, 3]);
  let x = net.first(chips, layer('conv32_down', 2, NO_PADS), 'conv32_down');
  x = net.plain(x, (tensor) => graph.node('MaxPool', [tensor], { kernel_shape: [3, 3], strides: [2, 2] }));
  let [size, channels] = [35, 32];
  for (const block of BLOCKS) {
    const halves = block.includes('down');
    const inner = net.rectified(
      x,
      layer(`${block}/conv1`, halves ? 2 : 1, halves ? NO_PADS : PAD_ONE),
      `${block}/conv1`,
    );
    let outer = net.convolved(inner, layer(`${block}/conv2`), `${block}/conv2`);
    if (!halves) {
      x = net.sum(outer, x, block);
      continue;
    }
    // An even size leaves the main path one row and one column short.
    if (size % 2 === 0) {
      const pads = graph.integers([0, 0, 0, 0, 0, 0, 1, 1]);
      outer = net.plain(outer, (tensor, zero) => graph.node('Pad', [tensor, pads, ...zero()]));
    }
    const after = Number(/\d+/.exec(block)![0]);
    x = net.sum(net.halved(x, { before: channels, after }, `${block}/shortcut`), outer, block);
    [size, channels] = [Math.floor(size / 2), after];
  }
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [net.floats(x)])], { axis: 1 });
  const { shape, values } = weights.get('fc')!;
  graph.output('descriptors', graph.node('MatMul', [mean, graph.constant(values, shape)]), ['n', 128]);
  return graph.encode();
}
