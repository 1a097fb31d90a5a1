import { centredPlanes, convolution, dividedBy, NO_PADS, PAD_ONE, type Pads } from '../layers.ts';
import { OnnxGraph, type TensorName } from '../onnx-graph.ts';
import type { Weights } from '../weights.ts';

/** Blocks in order; those that end in `down` or `down_out` halve the size. */
const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
];

/**
 * dlib's face recognition ResNet. In: `chips` uint8 [n, 150, 150, 3]. Out: `descriptors` [n, 128].
 * Every convolution is followed by a learned scale and offset per channel, folded into it here.
 */
export function faceRecognition(weights: Weights): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('face_recognition');
  const chips = graph.input('chips', 'uint8', ['n', 150, 150, 3]);
  const planes = centredPlanes(graph, chips, [122.782, 117.001, 104.298]);
  let x = graph.node('Relu', [
    scaled(graph, { input: planes, weights, prefix: 'conv32_down', stride: 2, pads: NO_PADS, divisor: 255 }),
  ]);
  x = graph.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2] });
  let size = 35;
  let channels = 32;
  for (const block of BLOCKS) {
    if (block.includes('down')) {
      const outputs = Number(/\d+/.exec(block)![0]);
      x = halvingBlock(graph, { input: x, weights, block, size, moreChannels: outputs - channels });
      size = Math.floor(size / 2);
      channels = outputs;
    } else x = plainBlock(graph, x, weights, block);
  }
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: 1 });
  const { shape, values } = weights.get('fc')!;
  graph.output('descriptors', graph.node('MatMul', [mean, graph.constant(values, shape)]), ['n', 128]);
  return graph.encode();
}

function plainBlock(graph: OnnxGraph, input: TensorName, weights: Weights, block: string): TensorName {
  const inner = graph.node('Relu', [scaled(graph, { input, weights, prefix: `${block}/conv1` })]);
  const outer = scaled(graph, { input: inner, weights, prefix: `${block}/conv2` });
  return graph.node('Relu', [graph.node('Add', [outer, input])]);
}

interface HalvingProps {
  input: TensorName;
  weights: Weights;
  block: string;
  size: number;
  moreChannels: number;
}

/** The shortcut is averaged down and padded with empty channels; an even size leaves the main path one row short. */
function halvingBlock(graph: OnnxGraph, { input, weights, block, size, moreChannels }: HalvingProps): TensorName {
  const inner = graph.node('Relu', [
    scaled(graph, { input, weights, prefix: `${block}/conv1`, stride: 2, pads: NO_PADS }),
  ]);
  let outer = scaled(graph, { input: inner, weights, prefix: `${block}/conv2` });
  if (size % 2 === 0) outer = graph.node('Pad', [outer, graph.integers([0, 0, 0, 0, 0, 0, 1, 1])]);
  let shortcut = graph.node('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
  if (moreChannels) shortcut = graph.node('Pad', [shortcut, graph.integers([0, 0, 0, 0, 0, moreChannels, 0, 0])]);
  return graph.node('Relu', [graph.node('Add', [shortcut, outer])]);
}

interface ScaledProps {
  input: TensorName;
  weights: Weights;
  prefix: string;
  stride?: number;
  pads?: Pads;
  divisor?: number;
}

function scaled(graph: OnnxGraph, { input, weights, prefix, stride, pads, divisor }: ScaledProps): TensorName {
  const get = (name: string) => weights.get(`${prefix}/${name}`)!;
  const filters = divisor ? dividedBy(get('conv/filters'), divisor) : get('conv/filters');
  const scale = get('scale/weights').values;
  const offset = get('scale/biases').values;
  const bias = get('conv/bias').values.map((value, i) => value * scale[i]! + offset[i]!);
  return convolution(graph, { input, filters, bias, scale, stride: stride ?? 1, pads: pads ?? PAD_ONE });
}
