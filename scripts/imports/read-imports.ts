import { parseSync, Visitor } from 'rolldown/utils';

/** One mention of another module: static, dynamic, re-exported, a type, or a worker's URL. */
export interface Import {
  /** As written: `./x.ts`, `zod`, `@smart-presence/face/node`. */
  readonly specifier: string;
  /** True when nothing of it is left once types are stripped. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** @throws Error when the source does not parse: a file that is not read must not pass. */
export function readImports(path: string, source: string): Import[] {
  const { program, module, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path} cannot be read: ${errors[0].message}`);

  const found: Import[] = [];
  const add = (specifier: string, start: number, typeOnly: boolean) => {
    found.push({ specifier, typeOnly, line: source.slice(0, start).split('\n').length });
  };
  for (const { moduleRequest, start } of module.staticImports) {
    add(moduleRequest.value, start, isTypeImport(source, start));
  }
  for (const { entries, start } of module.staticExports) {
    const [first] = entries;
    if (first?.moduleRequest) add(first.moduleRequest.value, start, isTypeImport(source, start));
  }
  new Visitor({
    ImportExpression: ({ source: name, start }) => add(literal(name), start, false),
    TSImportType: ({ source: name, start }) => add(literal(name), start, true),
    NewExpression: ({ callee, arguments: [address, base], start }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'URL' || !isImportMetaUrl(base)) return;
      // Only code counts: `new URL('./', import.meta.url)` and pictures are no modules.
      if (address?.type === 'Literal' && /\.[cm]?[jt]sx?$/.test(String(address.value))) {
        add(String(address.value), start, false);
      }
    },
  }).visit(program);
  return found;
}

/** `import { type A }` does not count: once its types are stripped, the module is still loaded. */
function isTypeImport(source: string, start: number): boolean {
  return /^(import|export)\s+type\b/.test(source.slice(start));
}

function isImportMetaUrl(node: { type: string } | undefined): boolean {
  const member = node as { type: string; object?: { type: string }; property?: { name?: string } } | undefined;
  return (
    member?.type === 'MemberExpression' && member.object?.type === 'MetaProperty' && member.property?.name === 'url'
  );
}

/** A dynamic import whose target is computed cannot be judged: it comes out as `?`, which no rule allows. */
function literal(node: { type: string; value?: unknown }): string {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '?';
}
