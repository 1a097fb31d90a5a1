import type { OnnxGraph, TensorName } from './onnx-graph.ts';
import { permute, type Weight } from './weights.ts';

/** Layers shared by the nets: TensorFlow.js weights in, ONNX nodes (planes first) out. */

/** top, left, bottom, right, as ONNX orders pads. */
export type Pads = readonly [number, number, number, number];
export const NO_PADS: Pads = [0, 0, 0, 0];
export const PAD_ONE: Pads = [1, 1, 1, 1];
/**
 * Stride 2 with a 3 × 3 filter under TensorFlow's SAME pads the far side only, by one for even sizes. Two keeps that
 * same alignment for odd sizes (the spare row is never read for even ones), so boxes do not shift at any input size.
 */
export const PAD_FAR: Pads = [0, 0, 2, 2];

/** Below this many numbers an 8-bit constant would cost more nodes than bytes it saves. */
const WORTH_PACKING = 2048;

interface ConvolutionProps {
  input: TensorName;
  filters: Weight;
  bias: Float32Array;
  /** Multiplies each output channel: batch normalisation or a scale layer folded in. */
  scale?: Float32Array;
  stride?: number;
  pads?: Pads;
}

/** Full convolution; filters height × width × in × out. */
export function convolution(graph: OnnxGraph, props: ConvolutionProps): TensorName {
  const [height, width, inputs, outputs] = props.filters.shape as [number, number, number, number];
  const filters = channelScaled(graph, {
    weight: props.filters,
    order: [3, 2, 0, 1],
    shape: [outputs, inputs, height, width],
    scale: props.scale,
  });
  return graph.node('Conv', [props.input, filters, graph.constant(props.bias, [outputs])], {
    kernel_shape: [height, width],
    strides: [props.stride ?? 1, props.stride ?? 1],
    pads: props.pads ?? NO_PADS,
  });
}

/** One filter per channel; filters height × width × channels × 1. Without a bias the pads must be zeros anyway. */
export function depthwise(
  graph: OnnxGraph,
  props: Omit<ConvolutionProps, 'bias'> & { bias?: Float32Array },
): TensorName {
  const [height, width, channels] = props.filters.shape as [number, number, number, number];
  const filters = channelScaled(graph, {
    weight: props.filters,
    order: [2, 3, 0, 1],
    shape: [channels, 1, height, width],
    scale: props.scale,
  });
  const bias = props.bias ? [graph.constant(props.bias, [channels])] : [];
  return graph.node('Conv', [props.input, filters, ...bias], {
    kernel_shape: [height, width],
    strides: [props.stride ?? 1, props.stride ?? 1],
    pads: props.pads ?? NO_PADS,
    group: channels,
  });
}

interface ChannelScaledProps {
  weight: Weight;
  order: readonly number[];
  /** Output channel first. */
  shape: readonly number[];
  scale?: Float32Array | undefined;
}

/** Filters as a constant: 8-bit codes with the arithmetic to unfold them at load, or plain numbers when small. */
function channelScaled(graph: OnnxGraph, { weight, order, shape, scale }: ChannelScaledProps): TensorName {
  const perChannel = weight.values.length / shape[0]!;
  if (!weight.packed || weight.values.length < WORTH_PACKING) {
    const values = permute(weight.values, weight.shape, order);
    if (scale) for (let i = 0; i < values.length; i++) values[i]! *= scale[Math.floor(i / perChannel)]!;
    return graph.constant(values, shape);
  }
  const { codes, scale: step, min } = weight.packed;
  const column = [shape[0]!, 1, 1, 1];
  const factor = (value: number) =>
    scale
      ? graph.constant(
          scale.map((s) => s * value),
          column,
        )
      : graph.scalar(value);
  const floats = graph.node('Cast', [graph.constant(permute(codes, weight.shape, order), shape)], { to: 1 });
  return graph.node('Add', [graph.node('Mul', [floats, factor(step)]), factor(min)]);
}

/** RGB bytes, rows × columns × 3, to planes of floats minus the mean. The division belongs in the first filters. */
export function centredPlanes(
  graph: OnnxGraph,
  image: TensorName,
  mean: readonly [number, number, number],
): TensorName {
  const planes = graph.node('Transpose', [image], { perm: [0, 3, 1, 2] });
  const floats = graph.node('Cast', [planes], { to: 1 });
  return graph.node('Sub', [floats, graph.constant(Float32Array.from(mean), [1, 3, 1, 1])]);
}

/** The same filters for an input that is not divided yet. */
export function dividedBy(weight: Weight, divisor: number): Weight {
  return { shape: weight.shape, values: weight.values.map((value) => value / divisor) };
}

/** Clip to 0…6, the activation of MobileNet. */
export function relu6(graph: OnnxGraph, input: TensorName): TensorName {
  return graph.node('Clip', [input, graph.scalar(0), graph.scalar(6)]);
}
