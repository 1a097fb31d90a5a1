import { centredPlanes, convolution, depthwise, dividedBy, PAD_ONE } from '../layers.ts';
import { OnnxGraph, type TensorName } from '../onnx-graph.ts';
import type { Weights } from '../weights.ts';

/** Makes a 2 × 2 pool keep the last row and column of an odd size. */
const ROUND_UP = [0, 0, 1, 1];

/**
 * Tiny YOLO v2 with separable convolutions. In: `image` uint8 [1, height, width, 3], sides multiples of 32.
 * Out: `cells` [1, height/32, width/32, 25]: five anchors × (x, y, width, height, score), all before the sigmoid.
 */
export function tinyFaceDetector(weights: Weights): Uint8Array<ArrayBuffer> {
  const get = (name: string) => weights.get(name)!;
  const graph = new OnnxGraph('tiny_face_detector');
  const leaky = (input: TensorName) => graph.node('LeakyRelu', [input], { alpha: { float: 0.10000000149011612 } });

  const image = graph.input('image', 'uint8', [1, 'height', 'width', 3]);
  let x = centredPlanes(graph, image, [117.001, 114.697, 97.404]);
  const first = dividedBy(get('conv0/filters'), 255);
  x = leaky(convolution(graph, { input: x, filters: first, bias: get('conv0/bias').values }));
  for (let layer = 1; layer <= 5; layer++) {
    x = graph.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2], pads: ROUND_UP });
    x = depthwise(graph, { input: x, filters: get(`conv${layer}/depthwise_filter`), pads: PAD_ONE });
    const filters = get(`conv${layer}/pointwise_filter`);
    x = leaky(convolution(graph, { input: x, filters, bias: get(`conv${layer}/bias`).values }));
  }
  x = graph.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [1, 1], pads: ROUND_UP });
  x = convolution(graph, { input: x, filters: get('conv8/filters'), bias: get('conv8/bias').values });
  const cells = graph.node('Transpose', [x], { perm: [0, 2, 3, 1] });
  graph.output('cells', cells, [1, 'rows', 'columns', 25]);
  return graph.encode();
}
