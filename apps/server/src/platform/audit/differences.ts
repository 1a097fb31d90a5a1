type Fields = Readonly<Record<string, unknown>>;
export type Differences = Record<string, { from: unknown; to: unknown }>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is different, field by field, from what to what. Fields of fields are named with a dot; a list is one value. */
export const differences = (before: object | undefined, after: object | undefined, path = ''): Differences => {
  const found: Differences = {};
  const [old, fresh] = [before as Fields | undefined, after as Fields | undefined];
  for (const name of new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})])) {
    const [from, to] = [old?.[name], fresh?.[name]];
    if (isFields(from) && isFields(to)) Object.assign(found, differences(from, to, `${path}${name}.`));
    else if (JSON.stringify(from) !== JSON.stringify(to)) found[path + name] = { from: from ?? null, to: to ?? null };
  }
  return found;
};
