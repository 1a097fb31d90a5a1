import { type ByteTensor, byteConvolution, RELU6, toFloats } from '../eight-bit.ts';
import { centredPlanes, convolution, depthwise, dividedBy, PAD_FAR, PAD_ONE, type Pads, relu6 } from '../layers.ts';
import { OnnxGraph, type TensorName } from '../onnx-graph.ts';
import type { Weight, Weights } from '../weights.ts';

const EPSILON = 0.0010000000474974513;
const STRIDE_TWO = new Set([2, 4, 6, 12]);
const CLASSES = 3;
/** The net takes (x − 127.5) / 127.5. */
const MIDDLE = 127.5;

interface Layer<Tensor> {
  input: Tensor;
  filters: Weight;
  bias: Float32Array;
  scale?: Float32Array;
  stride?: number;
  pads?: Pads;
  depthwise?: boolean;
}

/** How the net computes: in floats or in bytes. */
interface Arithmetic<Tensor> {
  /** The first convolution: RGB bytes in. */
  first(layer: Layer<TensorName>): Tensor;
  /** Convolution and ReLU6. */
  layer(layer: Layer<Tensor>): Tensor;
  floats(tensor: Tensor): TensorName;
}

/** As it was trained. */
export function ssdMobilenet(weights: Weights): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('ssd_mobilenetv1');
  const layer = ({ depthwise: single, ...props }: Layer<TensorName>) =>
    relu6(graph, single ? depthwise(graph, props) : convolution(graph, props));
  return describe(graph, weights, {
    first: ({ input, filters, ...rest }) =>
      layer({
        input: centredPlanes(graph, input, [MIDDLE, MIDDLE, MIDDLE]),
        filters: dividedBy(filters, MIDDLE),
        ...rest,
      }),
    layer,
    floats: (tensor) => tensor,
  });
}

/** The same in bytes, all but the last convolution of each map. */
export function ssdMobilenetInBytes(weights: Weights): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('ssd_mobilenetv1_int8');
  return describe<ByteTensor>(graph, weights, {
    first({ input, bias, ...rest }) {
      const tensor = graph.node('Transpose', [input], { perm: [0, 3, 1, 2] });
      return byteConvolution(graph, {
        input: { tensor, scale: 1 / MIDDLE, zero: Math.ceil(MIDDLE) },
        bias: withHalfStep(bias, rest.filters),
        output: RELU6,
        ...rest,
      });
    },
    layer: (props) => byteConvolution(graph, { ...props, output: RELU6 }),
    floats: (tensor) => toFloats(graph, tensor),
  });
}

/** The net wants (x − 127.5) / 127.5 and a byte's zero is whole: 128. The half that is missing goes into the bias. */
function withHalfStep(bias: Float32Array, { values }: Weight): Float32Array {
  const shifted = bias.slice();
  for (let at = 0; at < values.length; at++) shifted[at % bias.length]! += (values[at]! * 0.5) / MIDDLE;
  return shifted;
}

/**
 * SSD MobileNet V1 for any input size. In: `image` uint8 [1, height, width, 3]. Out: `boxes` [1, anchors, 5], each
 * ty, tx, th, tw (SSD's encoding) and the logit of "face". Anchors run feature map by feature map (strides 16, 32 …
 * 512), row by row, then by shape; `detect.ts` knows their sizes, so they are not in the graph.
 */
function describe<Tensor>(graph: OnnxGraph, weights: Weights, net: Arithmetic<Tensor>): Uint8Array<ArrayBuffer> {
  const get = (name: string) => weights.get(name)!;
  const block = (input: Tensor, prefix: string, stride = 1) => {
    const filters = get(`${prefix}/weights`);
    const pads = filters.shape[0] === 1 ? undefined : PAD_FAR;
    const bias = get(`${prefix}/convolution_bn_offset`).values;
    return net.layer({ input, filters, bias, stride, ...(pads && { pads }) });
  };

  const first = 'MobilenetV1/Conv2d_0_pointwise';
  let x = net.first({
    input: graph.input('image', 'uint8', [1, 'height', 'width', 3]),
    filters: get(`${first}/weights`),
    bias: get(`${first}/convolution_bn_offset`).values,
    stride: 2,
    pads: PAD_FAR,
  });
  const maps: Tensor[] = [];
  for (let layer = 1; layer <= 13; layer++) {
    const norm = foldedNorm(weights, `MobilenetV1/Conv2d_${layer}_depthwise/BatchNorm`);
    const filters = get(`MobilenetV1/Conv2d_${layer}_depthwise/depthwise_weights`);
    const shrinks = STRIDE_TWO.has(layer);
    const [stride, pads] = shrinks ? [2, PAD_FAR] : [1, PAD_ONE];
    x = net.layer({ input: x, filters, ...norm, stride, pads, depthwise: true });
    x = block(x, `MobilenetV1/Conv2d_${layer}_pointwise`);
    if (layer === 11 || layer === 13) maps.push(x);
  }
  for (let layer = 0; layer < 8; layer++) {
    x = block(x, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 ? 2 : 1);
    if (layer % 2) maps.push(x);
  }
  const predictions = maps.map((map, index) =>
    predictor(graph, net.floats(map), weights, `Prediction/BoxPredictor_${index}`),
  );
  graph.output('boxes', graph.node('Concat', predictions, { axis: 1 }), [1, 'anchors', 5]);
  return graph.encode();
}

/** Batch normalisation as a scale and an offset per channel. */
function foldedNorm(weights: Weights, prefix: string): { scale: Float32Array; bias: Float32Array } {
  const of = (name: string) => weights.get(`${prefix}/${name}`)!.values;
  const variance = of('moving_variance');
  const mean = of('moving_mean');
  const scale = of('gamma').map((gamma, i) => gamma / Math.sqrt(variance[i]! + EPSILON));
  return { scale, bias: of('beta').map((beta, i) => beta - mean[i]! * scale[i]!) };
}

/** Box encoding and face logit of every anchor of one map from a single convolution. */
function predictor(graph: OnnxGraph, map: TensorName, weights: Weights, prefix: string): TensorName {
  const get = (name: string) => weights.get(`${prefix}/${name}`)!;
  const filters = woven(get('BoxEncodingPredictor/weights'), get('ClassPredictor/weights'));
  const bias = woven(get('BoxEncodingPredictor/biases'), get('ClassPredictor/biases')).values;
  const raw = convolution(graph, { input: map, filters, bias });
  const rows = graph.node('Transpose', [raw], { perm: [0, 2, 3, 1] });
  return graph.node('Reshape', [rows, graph.integers([1, -1, 5])]);
}

/** Per anchor: its four box channels, then class 1 ("face") of its three; the other classes are never read. */
function woven(boxes: Weight, classes: Weight): Weight {
  const anchors = boxes.shape.at(-1)! / 4;
  const inputs = boxes.values.length / (anchors * 4);
  const values = new Float32Array(inputs * anchors * 5);
  for (let row = 0; row < inputs; row++) {
    for (let anchor = 0; anchor < anchors; anchor++) {
      const to = (row * anchors + anchor) * 5;
      const from = (row * anchors + anchor) * 4;
      values.set(boxes.values.subarray(from, from + 4), to);
      values[to + 4] = classes.values[(row * anchors + anchor) * CLASSES + 1]!;
    }
  }
  return { shape: [...boxes.shape.slice(0, -1), anchors * 5], values };
}
