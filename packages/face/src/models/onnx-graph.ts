import { type Bytes, bytes, concat, float, integer, message, text } from './protobuf.ts';

/** Field numbers and enum values below are those of `onnx.proto` (ONNX IR version 8). */
const IR_VERSION = 8;
const OPSET = 17;
/** ONNX Runtime's own operators, written `com.microsoft.Name`: those in bytes that ONNX lacks. */
const RUNTIME_DOMAIN = 'com.microsoft';
const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
const ATTRIBUTE = { float: 1, int: 2, text: 3, ints: 7 } as const;

export type ElementType = keyof typeof ELEMENT;
/** A number is a fixed size, a string names a size chosen at run time. */
export type Dimensions = readonly (number | string)[];
/** Name of a tensor inside the graph. */
export type TensorName = string;
export type Constant = Float32Array | Uint8Array | Int8Array | Uint16Array | Int32Array | BigInt64Array;
export type Attribute = number | readonly number[] | { float: number } | { text: string };

/** Collects nodes and constants and writes them as an ONNX model. Order of calls is order in the file. */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: Bytes[] = [];
  readonly #constants: Bytes[] = [];
  readonly #inputs: Bytes[] = [];
  readonly #outputs: Bytes[] = [];
  #count = 0;
  #asksRuntime = false;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementType, dimensions: Dimensions): TensorName {
    this.#inputs.push(message(11, valueInfo(name, type, dimensions)));
    return name;
  }

  /** 16-bit numbers are taken as half floats. Little-endian raw data, as ONNX wants it and as every machine we run on keeps it. */
  constant(values: Constant, dimensions: readonly number[]): TensorName {
    const name = `c${this.#count++}`;
    const type = elementOf(values);
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      message(5, [
        ...dimensions.map((size) => integer(1, size)),
        integer(2, ELEMENT[type]),
        text(8, name),
        bytes(9, raw),
      ]),
    );
    return name;
  }

  scalar(value: number): TensorName {
    return this.constant(Float32Array.of(value), []);
  }

  integers(values: readonly number[]): TensorName {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  node(operator: string, inputs: readonly TensorName[], attributes: Record<string, Attribute> = {}): TensorName {
    const output = `t${this.#count++}`;
    this.#addNode(operator, inputs, output, attributes);
    return output;
  }

  output(name: string, tensor: TensorName, dimensions: Dimensions, type: ElementType = 'float32'): void {
    this.#addNode('Identity', [tensor], name, {});
    this.#outputs.push(message(12, valueInfo(name, type, dimensions)));
  }

  encode(): Uint8Array<ArrayBuffer> {
    const graph = [...this.#nodes, text(2, this.#name), ...this.#constants, ...this.#inputs, ...this.#outputs];
    const model = [
      integer(1, IR_VERSION),
      text(2, 'smart-presence'),
      message(7, graph),
      message(8, [integer(2, OPSET)]),
      ...(this.#asksRuntime ? [message(8, [text(1, RUNTIME_DOMAIN), integer(2, 1)])] : []),
    ];
    return Uint8Array.from(concat(model));
  }

  #addNode(operator: string, inputs: readonly TensorName[], output: TensorName, attributes: Record<string, Attribute>) {
    const dot = operator.lastIndexOf('.');
    this.#asksRuntime ||= dot > 0;
    this.#nodes.push(
      message(1, [
        ...inputs.map((name) => text(1, name)),
        text(2, output),
        text(4, operator.slice(dot + 1)),
        ...Object.entries(attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
        ...(dot > 0 ? [text(7, operator.slice(0, dot))] : []),
      ]),
    );
  }
}

function elementOf(values: Constant): ElementType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Uint16Array) return 'float16';
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof Int32Array) return 'int32';
  return values instanceof Uint8Array ? 'uint8' : 'int64';
}

function encodeAttribute(name: string, value: Attribute): Bytes[] {
  if (typeof value === 'number') return [text(1, name), integer(3, value), integer(20, ATTRIBUTE.int)];
  if ('float' in value) return [text(1, name), float(2, value.float), integer(20, ATTRIBUTE.float)];
  if ('text' in value) return [text(1, name), text(4, value.text), integer(20, ATTRIBUTE.text)];
  return [text(1, name), ...value.map((item) => integer(8, item)), integer(20, ATTRIBUTE.ints)];
}

function valueInfo(name: string, type: ElementType, dimensions: Dimensions): Bytes[] {
  const shape = dimensions.map((size) => message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, ELEMENT[type]), message(2, shape)])])];
}
