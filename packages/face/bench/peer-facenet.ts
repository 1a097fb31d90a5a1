import { OnnxGraph, type TensorName } from '../src/models/onnx-graph.ts';

/**
 * The network that DeepFace calls Facenet512: Inception-ResNet v1 on 160 × 160 pixels, 512 numbers out (the paper's architecture as
 * its Keras model has it; batch normalisation is folded into the convolutions, as any runtime does). Its weights are random:
 * what they are does not change how long it takes.
 */
export const FACENET_SIDE = 160;

type Size = readonly [rows: number, columns: number];
interface Layer {
  input: TensorName;
  inputs: number;
  outputs: number;
  kernel?: Size;
  stride?: number;
  /** Pads so that the size stays. */
  same?: boolean;
  linear?: boolean;
}
interface Tensor {
  tensor: TensorName;
  channels: number;
}
/** A branch: output channels and kernel of each layer in turn. */
type Branch = readonly (readonly [outputs: number, kernel: Size])[];

export function facenet512(): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('inception_resnet_v1');
  const net = new Inception(graph);
  const faces = graph.input('faces', 'float32', ['n', 3, FACENET_SIDE, FACENET_SIDE]);
  let x = net.stem(faces);
  for (let i = 0; i < 5; i++)
    x = net.residual(x, 0.17, [
      [[32, ONE]],
      [
        [32, ONE],
        [32, THREE],
      ],
      [
        [32, ONE],
        [32, THREE],
        [32, THREE],
      ],
    ]);
  x = net.reduction(x, [
    [[384, THREE]],
    [
      [192, ONE],
      [192, THREE],
      [256, THREE],
    ],
  ]);
  for (let i = 0; i < 10; i++)
    x = net.residual(x, 0.1, [
      [[128, ONE]],
      [
        [128, ONE],
        [128, [1, 7]],
        [128, [7, 1]],
      ],
    ]);
  x = net.reduction(x, [
    [
      [256, ONE],
      [384, THREE],
    ],
    [
      [256, ONE],
      [256, THREE],
    ],
    [
      [256, ONE],
      [256, THREE],
      [256, THREE],
    ],
  ]);
  for (let i = 0; i < 6; i++)
    x = net.residual(
      x,
      i < 5 ? 0.2 : 1,
      [
        [[192, ONE]],
        [
          [192, ONE],
          [192, [1, 3]],
          [192, [3, 1]],
        ],
      ],
      i === 5,
    );
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [x.tensor])], { axis: 1 });
  graph.output('descriptors', graph.node('MatMul', [mean, net.weights([x.channels, 512], x.channels)]), ['n', 512]);
  return graph.encode();
}

const ONE: Size = [1, 1];
const THREE: Size = [3, 3];

class Inception {
  readonly #graph: OnnxGraph;
  #state = 12345;

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
  }

  /** Spread so that what comes out is about as large as what goes in: numbers that fade away would slow a processor down. */
  weights(shape: readonly number[], fanIn: number): TensorName {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const spread = Math.sqrt(6 / fanIn);
    for (let at = 0; at < values.length; at++) {
      this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
      values[at] = (this.#state / 2 ** 31 - 1) * spread;
    }
    return this.#graph.constant(values, shape);
  }

  convolution({ input, inputs, outputs, kernel = ONE, stride = 1, same = stride === 1, linear }: Layer): TensorName {
    const [rows, columns] = kernel;
    const filters = this.weights([outputs, inputs, rows, columns], inputs * rows * columns);
    const bias = this.#graph.constant(new Float32Array(outputs), [outputs]);
    const [y, x] = same ? [(rows - 1) / 2, (columns - 1) / 2] : [0, 0];
    const attributes = { kernel_shape: [rows, columns], strides: [stride, stride], pads: [y, x, y, x] };
    const out = this.#graph.node('Conv', [input, filters, bias], attributes);
    return linear ? out : this.#graph.node('Relu', [out]);
  }

  stem(faces: TensorName): Tensor {
    let x = this.convolution({ input: faces, inputs: 3, outputs: 32, kernel: THREE, stride: 2 });
    x = this.convolution({ input: x, inputs: 32, outputs: 32, kernel: THREE, same: false });
    x = this.convolution({ input: x, inputs: 32, outputs: 64, kernel: THREE });
    x = this.#pooled(x);
    x = this.convolution({ input: x, inputs: 64, outputs: 80 });
    x = this.convolution({ input: x, inputs: 80, outputs: 192, kernel: THREE, same: false });
    return {
      tensor: this.convolution({ input: x, inputs: 192, outputs: 256, kernel: THREE, stride: 2 }),
      channels: 256,
    };
  }

  /** Branches side by side, brought back to as many channels, weighed and added to what went in. */
  residual({ tensor, channels }: Tensor, weight: number, branches: readonly Branch[], last = false): Tensor {
    const ends = branches.map((branch) => this.#branch({ tensor, channels }, branch, 1));
    const joined = this.#graph.node('Concat', ends, { axis: 1 });
    const inputs = branches.reduce((sum, branch) => sum + branch.at(-1)![0], 0);
    const up = this.convolution({ input: joined, inputs, outputs: channels, linear: true });
    const scaled = this.#graph.node('Mul', [up, this.#graph.scalar(weight)]);
    const sum = this.#graph.node('Add', [tensor, scaled]);
    return { tensor: last ? sum : this.#graph.node('Relu', [sum]), channels };
  }

  /** Branches whose last layer halves the size, beside a pool. */
  reduction({ tensor, channels }: Tensor, branches: readonly Branch[]): Tensor {
    const ends = branches.map((branch) => this.#branch({ tensor, channels }, branch, 2));
    const joined = this.#graph.node('Concat', [...ends, this.#pooled(tensor)], { axis: 1 });
    return { tensor: joined, channels: branches.reduce((sum, branch) => sum + branch.at(-1)![0], channels) };
  }

  #branch({ tensor, channels }: Tensor, branch: Branch, lastStride: number): TensorName {
    let [input, inputs] = [tensor, channels];
    for (const [at, [outputs, kernel]] of branch.entries()) {
      input = this.convolution({ input, inputs, outputs, kernel, stride: at === branch.length - 1 ? lastStride : 1 });
      inputs = outputs;
    }
    return input;
  }

  #pooled(input: TensorName): TensorName {
    return this.#graph.node('MaxPool', [input], { kernel_shape: THREE, strides: [2, 2] });
  }
}
