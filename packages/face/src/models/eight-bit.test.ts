import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { byteConvolution, byteScale, byteSum, toFloats } from './eight-bit.ts';
import { OnnxGraph } from './onnx-graph.ts';

const noise = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 1000) / 1000 - 0.5);

const run = async (graph: OnnxGraph, feeds: Record<string, Tensor>) => {
  const session = await InferenceSession.create(graph.encode());
  return (await session.run(feeds)).out!.data as Float32Array;
};

describe('layers in bytes', () => {
  test('a scale holds its ends and nothing, to half a step', () => {
    const end = fc.float({ min: Math.fround(0.01), max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(fc.constant(0), end), end, (below, high) => {
        const { scale, zero } = byteScale([-below, high]);
        assert.ok(zero >= 0 && zero <= 255);
        assert.ok(Math.abs(scale * (0 - zero) + below) <= scale * 0.51);
        assert.ok(Math.abs(scale * (255 - zero) - high) <= scale * 0.51);
      }),
    );
  });

  test('one by one convolution: the products of floats, to the steps of what goes in and comes out', async () => {
    const [inputs, outputs, pixels] = [16, 8, 25];
    const filters = { shape: [1, 1, inputs, outputs], values: noise(inputs * outputs, 1) };
    const bias = noise(outputs, 2);
    const graph = new OnnxGraph('test');
    const tensor = graph.input('in', 'uint8', [1, inputs, 5, 5]);
    const output = byteScale([-8, 8]);
    const convolved = byteConvolution(graph, { input: { tensor, scale: 0.01, zero: 0 }, filters, bias, output });
    graph.output('out', toFloats(graph, convolved), [1, outputs, 5, 5]);
    const codes = Uint8Array.from(noise(inputs * pixels, 3), (value) => (value + 0.5) * 255);
    const out = await run(graph, { in: new Tensor('uint8', codes, [1, inputs, 5, 5]) });
    for (let at = 0; at < out.length; at++) {
      const [channel, pixel] = [Math.floor(at / pixels), at % pixels];
      let exact = bias[channel]!;
      for (let i = 0; i < inputs; i++)
        exact += filters.values[i * outputs + channel]! * codes[i * pixels + pixel]! * 0.01;
      assert.ok(Math.abs(out[at]! - exact) < output.scale / 2 + 0.08, `${out[at]} for ${exact}`);
    }
  });

  test('filters keep to 7 bits: two products of the largest bytes fit the 16 bits of older processors', async () => {
    const graph = new OnnxGraph('test');
    const tensor = graph.input('in', 'uint8', [1, 2, 1, 1]);
    const filters = { shape: [1, 1, 2, 1], values: Float32Array.of(1, 1) };
    const output = byteScale([0, 1020]);
    const input = { tensor, scale: 1, zero: 0 };
    byteConvolution(graph, { input, filters, bias: new Float32Array(1), output });
    // The filter's codes are the only constant of two numbers: 64 and 64.
    const model = Buffer.from(graph.encode());
    assert.ok(model.includes(Buffer.of(0x4a, 2, 64, 64)), 'the raw data of the filters');
    assert.ok(2 * 255 * 64 <= 32_767);
  });

  test('a sum stops at nothing where its scale starts: that is the ReLU', async () => {
    const graph = new OnnxGraph('test');
    const one = { tensor: graph.input('one', 'uint8', [4]), ...byteScale([-2, 2]) };
    const other = { tensor: graph.input('other', 'uint8', [4]), ...byteScale([0, 4]) };
    graph.output('out', toFloats(graph, byteSum(graph, [one, other], byteScale([0, 6]))), [4]);
    const out = await run(graph, {
      one: new Tensor('uint8', Uint8Array.of(0, 128, 255, 64), [4]),
      other: new Tensor('uint8', Uint8Array.of(0, 0, 255, 255), [4]),
    });
    for (const [at, expected] of [0, 0, 6, 3].entries()) {
      assert.ok(Math.abs(out[at]! - expected) < 0.03, `${out[at]} for ${expected}`);
    }
  });
});
