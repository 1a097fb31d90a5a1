import { centredPlanes, convolution, depthwise, dividedBy, PAD_FAR, PAD_ONE } from '../layers.ts';
import { OnnxGraph, type TensorName } from '../onnx-graph.ts';
import type { Weights } from '../weights.ts';

/**
 * The 68-point landmark net: densely connected blocks of separable convolutions. In: `faces` uint8 [n, 112, 112, 3].
 * Out: `points` [n, 136], x and y in turn, as shares of the square input.
 */
export function faceLandmarks(weights: Weights): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('face_landmark_68');
  const faces = graph.input('faces', 'uint8', ['n', 112, 112, 3]);
  let x = centredPlanes(graph, faces, [122.782, 117.001, 104.298]);
  for (let block = 0; block < 4; block++) x = denseBlock(graph, x, weights, `dense${block}`);
  x = graph.node('AveragePool', [x], { kernel_shape: [7, 7], strides: [2, 2] });
  const features = graph.node('Flatten', [x], { axis: 1 });
  const { shape, values } = weights.get('fc/weights')!;
  const bias = graph.constant(weights.get('fc/bias')!.values, [136]);
  graph.output('points', graph.node('Gemm', [features, graph.constant(values, shape), bias]), ['n', 136]);
  return graph.encode();
}

/** Each layer sees the sum of all layers before it; the first one halves the size. */
function denseBlock(graph: OnnxGraph, input: TensorName, weights: Weights, prefix: string): TensorName {
  const relu = (tensor: TensorName) => graph.node('Relu', [tensor]);
  const plain = weights.get(`${prefix}/conv0/filters`);
  const bias = weights.get(`${prefix}/conv0/bias`)!.values;
  let sum = relu(
    plain
      ? convolution(graph, { input, filters: dividedBy(plain, 255), bias, stride: 2, pads: PAD_FAR })
      : separable(graph, input, weights, `${prefix}/conv0`, 2),
  );
  let seen = sum;
  for (let layer = 1; layer < 4; layer++) {
    sum = graph.node('Add', [sum, separable(graph, seen, weights, `${prefix}/conv${layer}`, 1)]);
    seen = relu(sum);
  }
  return seen;
}

function separable(graph: OnnxGraph, input: TensorName, weights: Weights, prefix: string, stride: 1 | 2): TensorName {
  const get = (name: string) => weights.get(`${prefix}/${name}`)!;
  const pads = stride === 2 ? PAD_FAR : PAD_ONE;
  const spread = depthwise(graph, { input, filters: get('depthwise_filter'), stride, pads });
  return convolution(graph, { input: spread, filters: get('pointwise_filter'), bias: get('bias').values });
}
