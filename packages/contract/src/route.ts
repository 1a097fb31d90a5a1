import type { z } from 'zod';

/** Fields (JSON in one part named `data`) and files of a multipart request. */
export interface MultipartSpec<F extends z.ZodType = z.ZodType> {
  kind: 'multipart';
  /** Parsed from the JSON text of the part named `data`. */
  data: F;
  /** Name of the file parts, how many of them are accepted and how large each may be. */
  files: { name: string; min: number; max: number /** Largest single file accepted, bytes. */; maxBytes: number };
}

export type Body = z.ZodType | MultipartSpec;

/** One route of the API: the single description that the server, the web client, OpenAPI and the tests share. */
export interface RouteSpec {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify-style path, e.g. `/api/people/:id`. */
  path: string;
  /** Screen-reader-short sentence for the API reference. */
  summary: string;
  /** Feature that owns the route; groups the API reference. */
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: Body;
  /** `text`, `file` and `stream` replies carry no schema; a `file` is to be kept, never shown by the browser itself. */
  reply: z.ZodType | 'text' | 'file' | 'calendar' | 'stream';
  /** Success status; 200 unless given. */
  status?: 200 | 201 | 202 | 204;
  /** The caller may send `Idempotency-Key`; equal keys get equal answers. */
  idempotent?: boolean;
}

/** Identity function that keeps the literal types of a route. */
export const route = <const R extends RouteSpec>(spec: R): R => spec;

export const multipart = <F extends z.ZodType>(data: F, files: MultipartSpec['files']): MultipartSpec<F> => ({
  kind: 'multipart',
  data,
  files,
});

export const isMultipart = (body: Body | undefined): body is MultipartSpec =>
  body !== undefined && 'kind' in body && body.kind === 'multipart';

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;
type In<T> = T extends z.ZodType ? z.input<T> : undefined;
type Get<R, K extends string> = R extends { [P in K]: infer V } ? V : undefined;

/** What a handler receives after validation. */
export type ParamsOf<R> = Out<Get<R, 'params'>>;
export type QueryOf<R> = Out<Get<R, 'query'>>;
export type BodyOf<R> = Get<R, 'body'> extends MultipartSpec<infer F> ? z.output<F> : Out<Get<R, 'body'>>;
/** What a caller sends. */
export type QueryInput<R> = In<Get<R, 'query'>>;
export type BodyInput<R> = Get<R, 'body'> extends MultipartSpec<infer F> ? z.input<F> : In<Get<R, 'body'>>;
export type ReplyOf<R> = Get<R, 'reply'> extends z.ZodType ? z.output<Get<R, 'reply'>> : undefined;
export type ReplyInput<R> = Get<R, 'reply'> extends z.ZodType ? z.input<Get<R, 'reply'>> : undefined;
