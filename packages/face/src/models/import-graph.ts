import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OnnxGraph, type TensorName } from './onnx-graph.ts';
import { type ManifestGroup, permute, readGroups, type Weight, type Weights } from './weights.ts';

/** TensorFlow.js graph models (rows × columns × channels) rewritten as ONNX (planes first). */

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: {
    readonly padding?: { s: string };
    readonly strides?: { list: { i: string[] } };
    readonly ksize?: { list: { i: string[] } };
    readonly fused_ops?: { list: { s: string[] } };
  };
}

export interface GraphModel {
  readonly nodes: readonly GraphNode[];
  readonly weights: Weights;
}

export async function readGraphModel(path: string): Promise<GraphModel> {
  const file = JSON.parse(await readFile(path, 'utf8')) as {
    modelTopology: { node: GraphNode[] };
    weightsManifest: ManifestGroup[];
  };
  return { nodes: file.modelTopology.node, weights: await readGroups(file.weightsManifest, dirname(path)) };
}

interface ImportProps {
  name: string;
  /** Side of the square input, px. */
  side: number;
  /** Graph outputs to keep: name in the file → name and count of numbers in the result. */
  outputs: Readonly<Record<string, readonly [name: string, length: number]>>;
}

/** In: `image` uint8 [n, side, side, 3], divided by 255 inside. Out: each chosen output as [n, length]. */
export function importGraph(model: GraphModel, { name, side, outputs }: ImportProps): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph(name);
  const importer = new Importer(graph, model);
  const planes = graph.node('Transpose', [graph.input('image', 'uint8', ['n', side, side, 3])], { perm: [0, 3, 1, 2] });
  importer.placeholder = graph.node('Mul', [graph.node('Cast', [planes], { to: 1 }), graph.scalar(1 / 255)]);
  for (const [source, [target, length]] of Object.entries(outputs)) {
    const rows = graph.node('Transpose', [importer.tensor(source)], { perm: [0, 2, 3, 1] });
    graph.output(target, graph.node('Reshape', [rows, graph.integers([-1, length])]), ['n', length]);
  }
  return graph.encode();
}

/** Where TensorFlow's axes (batch, row, column, channel) are in ONNX. */
const AXIS = [0, 2, 3, 1] as const;

class Importer {
  placeholder: TensorName = '';
  readonly #graph: OnnxGraph;
  readonly #weights: Weights;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #done = new Map<string, TensorName>();

  constructor(graph: OnnxGraph, { nodes, weights }: GraphModel) {
    this.#graph = graph;
    this.#weights = weights;
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
  }

  /** The tensor of that node, planes first, written with all it depends on. Nodes nobody asks for are left out. */
  tensor(name: string): TensorName {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`the graph has no node ${name}`);
    const written = this.#write(node, node.input ?? []);
    this.#done.set(name, written);
    return written;
  }

  #write(node: GraphNode, inputs: readonly string[]): TensorName {
    const graph = this.#graph;
    const tensor = (index: number) => this.tensor(inputs[index]!);
    switch (node.op) {
      case 'Placeholder':
        return this.placeholder;
      case 'Identity':
      case 'Reshape': // Only outputs are reshaped, and every output is flattened at the end.
        return tensor(0);
      case 'AddV2':
        return graph.node('Add', [tensor(0), tensor(1)]);
      case 'Sigmoid':
        return graph.node('Sigmoid', [tensor(0)]);
      case 'Prelu':
        return this.#prelu(tensor(0), inputs[1]!);
      case 'MaxPool':
        return graph.node('MaxPool', [tensor(0)], { kernel_shape: middle(node.attr?.ksize), ...window(node) });
      case 'Pad':
        return this.#pad(tensor(0), this.#weight(inputs[1]!));
      case 'ConcatV2':
        return graph.node('Concat', [tensor(0), tensor(1)], { axis: AXIS[this.#weight(inputs.at(-1)!).values[0]!]! });
      case 'DepthwiseConv2dNative':
        return this.#convolution(node, inputs, [2, 3, 0, 1]);
      case '_FusedConv2D':
        return this.#fused(node, inputs);
      default:
        throw new Error(`${node.op} (${node.name}) is not a kind of node this importer knows`);
    }
  }

  #fused(node: GraphNode, inputs: readonly string[]): TensorName {
    const fused = node.attr?.fused_ops?.list.s.map(decoded).join('+');
    if (fused !== 'BiasAdd' && fused !== 'BiasAdd+Prelu') throw new Error(`cannot fuse ${fused} (${node.name})`);
    const sum = this.#convolution(node, inputs, [3, 2, 0, 1]);
    return fused === 'BiasAdd' ? sum : this.#prelu(sum, inputs[3]!);
  }

  #convolution(node: GraphNode, inputs: readonly string[], order: readonly number[]): TensorName {
    const filters = this.#weight(inputs[1]!);
    const constants = [this.#floats(filters, order)];
    if (inputs[2] !== undefined) constants.push(this.#floats(this.#weight(inputs[2]), [0]));
    return this.#graph.node('Conv', [this.tensor(inputs[0]!), ...constants], {
      kernel_shape: filters.shape.slice(0, 2),
      ...(order[0] === 2 && { group: filters.shape[2]! }),
      ...window(node),
    });
  }

  /**
   * A slope s for each channel below zero, as s·x + (1 − s)·max(x, 0): scaling channels is a convolution, which the runtime keeps in
   * its fast layout. Its own PRelu is not, and took half of the time of these nets.
   */
  #prelu(input: TensorName, slope: string): TensorName {
    const { values } = this.#weight(slope);
    const scaled = (tensor: TensorName, factors: Float32Array) =>
      this.#graph.node('Conv', [tensor, this.#graph.constant(factors, [factors.length, 1, 1, 1])], {
        kernel_shape: [1, 1],
        group: factors.length,
      });
    const slopes = Float32Array.from(values);
    const above = this.#graph.node('Relu', [input]);
    return this.#graph.node('Add', [
      scaled(input, slopes),
      scaled(
        above,
        slopes.map((value) => 1 - value),
      ),
    ]);
  }

  #pad(input: TensorName, { values }: Weight): TensorName {
    const along = (side: 0 | 1) => [0, 3, 1, 2].map((axis) => values[axis * 2 + side]!);
    return this.#graph.node('Pad', [input, this.#graph.integers([...along(0), ...along(1)])]);
  }

  #weight(name: string): Weight {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`the graph has no weight ${name}`);
    return weight;
  }

  /** Half floats stay half as large in the file and are widened when it is loaded. */
  #floats({ shape, values, half }: Weight, order: readonly number[]): TensorName {
    const sizes = order.map((axis) => shape[axis]!);
    if (!half) return this.#graph.constant(permute(values, shape, order), sizes);
    return this.#graph.node('Cast', [this.#graph.constant(permute(half, shape, order), sizes)], { to: 1 });
  }
}

const decoded = (base64: string) => Buffer.from(base64, 'base64').toString();
const middle = (list: { list: { i: string[] } } | undefined) => list!.list.i.slice(1, 3).map(Number);

function window({ attr }: GraphNode) {
  const same = decoded(attr!.padding!.s) === 'SAME';
  return { strides: middle(attr!.strides), auto_pad: { text: same ? 'SAME_UPPER' : 'VALID' } };
}
