import { isMultipart, type RouteSpec, routes } from '@smart-presence/contract';

/** As much of a schema's description as the way to its texts needs. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly in?: Schema;
}
interface Schema {
  readonly def: Definition;
  safeParse(value: unknown): { success: boolean };
}

/** Every text that some route's body takes as people type it, `route.field.field`, by trying whether it takes HTML. */
export function freeTextFields(samples: readonly string[]): string[] {
  const takesSome = (schema: Schema) => samples.some((sample) => schema.safeParse(sample).success);
  const below = (schema: Schema, path: string): string[] => {
    const { type, shape, element, options, valueType, innerType, in: input } = schema.def;
    if (shape) return Object.entries(shape).flatMap(([name, field]) => below(field, `${path}.${name}`));
    if (element) return below(element, `${path}[]`);
    if (options) return options.flatMap((option) => below(option, path));
    const inner = valueType ?? innerType ?? input;
    if (inner) return below(inner, path);
    return type === 'string' && takesSome(schema) ? [path] : [];
  };
  const found = Object.entries(routes as Record<string, RouteSpec>).flatMap(([name, { body }]) => {
    const schema = isMultipart(body) ? body.data : body;
    return schema ? below(schema as unknown as Schema, name) : [];
  });
  return [...new Set(found)];
}
