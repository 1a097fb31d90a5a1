import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  PrimitiveValueListNode,
  QueryResult,
  RootOperationNode,
  UnknownRow,
  ValueNode,
} from 'kysely';
import { OperationNodeTransformer } from 'kysely';

const isBooleanColumn = (name: string): boolean => /^is[A-Z]/.test(name);
const toInteger = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);

class BooleanParameters extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    // A literal, not a parameter: SQLite uses a partial index (`where is_current = 1`) only when it can see the value.
    if (typeof node.value === 'boolean') return { ...node, value: Number(node.value), immediate: true };
    return super.transformValue(node);
  }
  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(toInteger) };
  }
}

/**
 * Booleans are 0/1 in both databases. Booleans in queries become integers; result columns whose name starts
 * with `is` become booleans. Must run after CamelCasePlugin on results (so: listed after it).
 */
export class BooleanPlugin implements KyselyPlugin {
  readonly #parameters = new BooleanParameters();

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return this.#parameters.transformNode(args.node, args.queryId);
  }

  transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = args.result.rows;
    const columns = first ? Object.keys(first).filter(isBooleanColumn) : [];
    for (const row of columns.length > 0 ? args.result.rows : []) {
      for (const column of columns) if (row[column] !== null) row[column] = Boolean(row[column]);
    }
    return Promise.resolve(args.result);
  }
}
