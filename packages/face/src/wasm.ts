/** The little of the WebAssembly binary format, and of its API, that hand-made kernels need. Opcodes: core specification 2.0, section 5.4. */

export type Bytes = number[];

/** Unsigned LEB128. */
export function unsigned(value: number): Bytes {
  const bytes: Bytes = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128, for 32-bit constants. */
export function signed(value: number): Bytes {
  const bytes: Bytes = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

export const counted = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
export const sized = (bytes: Bytes): Bytes => [...unsigned(bytes.length), ...bytes];
export const section = (id: number, bytes: Bytes): Bytes => [id, ...sized(bytes)];
export const text = (value: string): Bytes => sized([...new TextEncoder().encode(value)]);
export const float32 = (value: number): Bytes => [...new Uint8Array(new Float32Array([value]).buffer)];

export const I32 = 0x7f;
export const V128 = 0x7b;
export const BLOCK_WITHOUT_VALUE = 0x40;
export const ALIGN_4 = 2;
export const ALIGN_8 = 3;
export const ALIGN_16 = 4;

export const get = (local: number): Bytes => [0x20, ...unsigned(local)];
export const set = (local: number): Bytes => [0x21, ...unsigned(local)];
export const integer = (value: number): Bytes => [0x41, ...signed(value)];
export const add = (): Bytes => [0x6a];
/** Unsigned: addresses reach past 2 GiB. */
export const lessThan = (): Bytes => [0x49];
/** A loop whose body leaves 1 on the stack to go round again. */
export const repeatWhile = (body: readonly Bytes[]): Bytes => [
  0x03,
  BLOCK_WITHOUT_VALUE,
  ...body.flat(),
  0x0d,
  0,
  0x0b,
];
export const vector = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];
export const advance = (local: number, by: number): Bytes => [...get(local), ...integer(by), ...add(), ...set(local)];
export const each = (count: number, write: (index: number) => Bytes): Bytes =>
  Array.from({ length: count }, (_, index) => write(index)).flat();

/** The part of the API used here; the compiler knows it only together with the whole DOM. */
export interface CompiledModule {
  readonly brand?: 'WebAssembly.Module';
}
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  Memory: new (limits: { initial: number }) => LinearMemory;
  Instance: new (module: CompiledModule, imports: { m: { memory: LinearMemory } }) => { exports: unknown };
};

export const PAGE_BYTES = 65_536;
/** @throws WebAssembly.CompileError (or ReferenceError) where WebAssembly or its SIMD is missing. */
export const compileModule = (bytes: Uint8Array<ArrayBuffer>): CompiledModule => new WebAssembly.Module(bytes);
export const newMemory = (pages: number): LinearMemory => new WebAssembly.Memory({ initial: pages });
/** The functions that a module exports, by name. */
export const instantiate = <Functions>(module: CompiledModule, memory: LinearMemory): Functions =>
  new WebAssembly.Instance(module, { m: { memory } }).exports as Functions;

/** A module that imports `m.memory` and exports functions of one type: so many 32-bit integers in, nothing out. */
export function writeModule(parameters: number, functions: Readonly<Record<string, Bytes>>): Uint8Array<ArrayBuffer> {
  const type: Bytes = [0x60, ...counted(Array.from({ length: parameters }, (): Bytes => [I32])), ...counted([])];
  const names = Object.keys(functions);
  const exported = names.map((name, index): Bytes => [...text(name), 0x00, ...unsigned(index)]);
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, counted([type])),
    ...section(2, counted([[...text('m'), ...text('memory'), 0x02, 0x00, ...unsigned(1)]])),
    ...section(3, counted(names.map(() => unsigned(0)))),
    ...section(7, counted(exported)),
    ...section(10, counted(Object.values(functions))),
  ]);
}

/** Body of a function: its scratch integers and vectors, numbered after the parameters, then its code. */
export const functionBody = (props: { integers: number; vectors: number; code: Bytes }): Bytes => {
  const locals = counted([
    [...unsigned(props.integers), I32],
    [...unsigned(props.vectors), V128],
  ]);
  return sized([...locals, ...props.code, 0x0b]);
};

/** A kernel for pictures of three and of four channels, with a memory of its own. */
export interface PictureKernel<Run> {
  readonly memory: LinearMemory;
  readonly run: Readonly<Record<3 | 4, Run>>;
}

/**
 * Compiles the two functions when they are first asked for. `null` where WebAssembly or its SIMD is missing.
 * @param parameters 32-bit integers that each takes.
 */
export function pictureKernel<Run>(
  parameters: number,
  bodyOf: (channels: 3 | 4) => Bytes,
): () => PictureKernel<Run> | null {
  let opened: PictureKernel<Run> | null | undefined;
  const open = (): PictureKernel<Run> | null => {
    try {
      const memory = newMemory(1);
      const module = compileModule(writeModule(parameters, { rgb: bodyOf(3), rgba: bodyOf(4) }));
      const { rgb, rgba } = instantiate<{ rgb: Run; rgba: Run }>(module, memory);
      return { memory, run: { 3: rgb, 4: rgba } };
    } catch {
      return null;
    }
  };
  return () => {
    if (opened === undefined) opened = open();
    return opened;
  };
}

/** The memory as bytes, grown where it has fewer than these. */
export function atLeast(memory: LinearMemory, bytes: number): Uint8Array<ArrayBuffer> {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Uint8Array(memory.buffer);
}
