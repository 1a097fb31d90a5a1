import { NO_PADS, type Pads } from './layers.ts';
import type { OnnxGraph, TensorName } from './onnx-graph.ts';
import { permute, type Weight } from './weights.ts';

/** Layers in whole numbers (ONNX `QLinearConv`), a third of the time of floats where the processor multiplies bytes. */

/** A tensor of bytes that stand for `scale · (byte − zero)`. */
export interface ByteTensor extends ByteScale {
  readonly tensor: TensorName;
}

export interface ByteScale {
  readonly scale: number;
  readonly zero: number;
}

/** Lowest and highest number worth keeping. */
export type ByteRange = readonly [low: number, high: number];

/** What ReLU6 leaves lies between 0 and 6, so nothing needs to be calibrated: a byte that stops at its ends is ReLU6. */
export const RELU6: ByteScale = { scale: 6 / 255, zero: 0 };

/** Numbers between `low`, at most 0, and `high`; what lies outside stops at the ends. From 0 on, that is a ReLU. */
export function byteScale([low, high]: ByteRange): ByteScale {
  const scale = (high - low) / 255;
  return { scale, zero: Math.round(-low / scale) };
}

/**
 * Filters keep to 7 bits: processors without dot products of bytes add two products in 16 bits, where 2 · 255 · 64 fits
 * and 2 · 255 · 127 does not. So all of them compute the same.
 */
const LARGEST_CODE = 64;
/** An offset in steps of its channel must fit 32 bits, also for the dead channels whose filters are all but zero. */
const LARGEST_OFFSET = 2 ** 29;

export interface ByteConvolution {
  input: ByteTensor;
  /** Height × width × in × out, or height × width × channels × 1 where each channel has a filter of its own. */
  filters: Weight;
  bias: Float32Array;
  /** Multiplies each output channel. */
  scale?: Float32Array;
  stride?: number;
  pads?: Pads;
  depthwise?: boolean;
  /** How the result is kept. */
  output: ByteScale;
}

/** Convolution, and whatever activation the ends of the output's scale are. */
export function byteConvolution(graph: OnnxGraph, props: ByteConvolution): ByteTensor {
  const { input, output, filters, depthwise = false, pads = NO_PADS, stride = 1 } = props;
  const [height, width, inputs, last] = filters.shape as [number, number, number, number];
  const outputs = depthwise ? inputs : last;
  const { codes, steps, offsets } = roundFilters({
    values: permute(filters.values, filters.shape, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]),
    factors: props.scale ?? new Float32Array(outputs).fill(1),
    offsets: props.bias.map((value) => value / input.scale),
  });
  const operands = [
    ...operand(graph, input),
    graph.constant(codes, [outputs, depthwise ? 1 : inputs, height, width]),
    ...[graph.constant(steps, [outputs]), graph.constant(new Int8Array(outputs), [outputs])],
    ...scaleOf(graph, output),
    graph.constant(offsets, [outputs]),
  ];
  const tensor = graph.node('QLinearConv', operands, {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads,
    group: depthwise ? outputs : 1,
  });
  return { tensor, ...output };
}

const scaleOf = (graph: OnnxGraph, { scale, zero }: ByteScale): TensorName[] => [
  graph.scalar(scale),
  graph.constant(Uint8Array.of(zero), []),
];

const operand = (graph: OnnxGraph, input: ByteTensor): TensorName[] => [input.tensor, ...scaleOf(graph, input)];

/** Sum of two tensors of one shape. */
export function byteSum(
  graph: OnnxGraph,
  [one, other]: readonly [ByteTensor, ByteTensor],
  output: ByteScale,
): ByteTensor {
  const operands = [...operand(graph, one), ...operand(graph, other), ...scaleOf(graph, output)];
  return { tensor: graph.node('com.microsoft.QLinearAdd', operands), ...output };
}

interface FloatFilters {
  /** Output channel first. */
  values: Float32Array;
  /** Per channel. */
  factors: Float32Array;
  /** What is added per channel, as a multiple of the input's step. */
  offsets: Float32Array;
}

/**
 * Each channel by its own largest number. What rounding takes from one number is handed to the next, so that the sum of a
 * filter stays: inputs are never negative, and errors that add up would move every score.
 */
function roundFilters({ values, factors, offsets }: FloatFilters) {
  const each = values.length / factors.length;
  const codes = new Int8Array(values.length);
  const steps = factors.map((factor, channel) => {
    const own = values.subarray(channel * each, (channel + 1) * each);
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value * factor)), 0);
    return Math.max(largest / LARGEST_CODE, Math.abs(offsets[channel]!) / LARGEST_OFFSET, 2 ** -100);
  });
  for (let channel = 0; channel < factors.length; channel++) {
    let rest = 0;
    for (let at = channel * each; at < (channel + 1) * each; at++) {
      const exact = (values[at]! * factors[channel]!) / steps[channel]! + rest;
      codes[at] = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, Math.round(exact)));
      rest = exact - codes[at]!;
    }
  }
  return { codes, steps, offsets: Int32Array.from(offsets, (offset, channel) => Math.round(offset / steps[channel]!)) };
}

/** Back to numbers. */
export function toFloats(graph: OnnxGraph, { tensor, scale, zero }: ByteTensor): TensorName {
  return graph.node('DequantizeLinear', [tensor, graph.scalar(scale), graph.constant(Uint8Array.of(zero), [])]);
}
