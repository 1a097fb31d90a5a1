import type { MultipartSpec } from '@smart-presence/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { fail } from './app-error.ts';

const DATA_BYTES = 100_000;

export interface MultipartContent {
  data: unknown;
  files: Buffer[];
}

/**
 * Reads a multipart body into memory within the route's limits; nothing touches the disk.
 * @throws AppError `invalid_request`, `payload_too_large`, `unsupported_media_type`.
 */
export const readMultipart = async (request: FastifyRequest, spec: MultipartSpec): Promise<MultipartContent> => {
  if (!request.isMultipart()) fail('unsupported_media_type');
  const { name, min, max, maxBytes } = spec.files;
  const files: Buffer[] = [];
  let text: string | undefined;
  const parts = request.parts({
    limits: { files: max, fileSize: maxBytes, fields: 4, fieldSize: DATA_BYTES, parts: max + 4 },
  });
  for await (const part of parts) {
    if (part.type === 'file') {
      if (part.fieldname !== name)
        fail('invalid_request', { details: [{ path: part.fieldname, message: `is not a file part; use ${name}` }] });
      const bytes = await part.toBuffer();
      files.push(bytes);
    } else if (part.fieldname === 'data' && typeof part.value === 'string') text = part.value;
  }
  if (files.length < min)
    fail('invalid_request', { details: [{ path: name, message: `needs at least ${min} files, got ${files.length}` }] });
  return { data: parseData(spec.data, text), files };
};

const parseData = (schema: z.ZodType, text: string | undefined): unknown => {
  const parsed = schema.safeParse(readJson(text ?? '{}'));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({
    path: `data.${issue.path.join('.')}`,
    message: issue.message,
  }));
  return fail('invalid_request', { details });
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return fail('invalid_request', { details: [{ path: 'data', message: 'is not JSON' }] });
  }
};
