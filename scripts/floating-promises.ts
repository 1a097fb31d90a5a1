/**
 * `node scripts/floating-promises.ts`: promises that nobody awaits, returns, keeps or gives a handler. Biome's rule
 * of the same name does not follow types into node_modules, so it misses an un-awaited query; the compiler does not.
 */
import { relative, resolve, sep } from 'node:path';
import {
  type Expression,
  isBinaryExpression,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';
import { API, type Project, type Type } from 'typescript/unstable/sync';
import { ROOT } from './tasks/source-files.ts';
import { PROJECTS } from './tasks/static-checks.ts';

export interface Findings {
  readonly files: number;
  /** Number of expressions whose value is thrown away. */
  readonly statements: number;
  /** "path:line text" of each one that is a promise. */
  readonly floating: readonly string[];
}

/** @param projects paths of tsconfig files. */
export function findFloatingPromises(projects: readonly string[]): Findings {
  const api = new API();
  try {
    const openProjects = projects.map((path) => resolve(path));
    const read = new Map<string, FileFindings>();
    for (const project of api.updateSnapshot({ openProjects }).getProjects()) {
      for (const path of project.rootFiles) if (!read.has(path)) read.set(path, readFile(project, path));
    }
    const found = [...read.values()];
    return {
      files: read.size,
      statements: found.reduce((sum, { statements }) => sum + statements, 0),
      floating: found.flatMap(({ floating }) => floating),
    };
  } finally {
    api.close();
  }
}

type FileFindings = Pick<Findings, 'statements' | 'floating'>;

function readFile(project: Project, path: string): FileFindings {
  const file = project.program.getSourceFile(path);
  if (!file) throw new Error(`${path} could not be read.`);
  const statements = thrownAway(file).filter((expression) => !isHandled(expression));
  const types = statements.length > 0 ? project.checker.getTypeAtLocation(statements) : [];
  const floating = statements.filter((_, index) => mayBePromise(types[index]));
  return { statements: statements.length, floating: floating.map((expression) => describe(file, expression)) };
}

function thrownAway(file: SourceFile): Expression[] {
  const found: Expression[] = [];
  const visit = (node: Node): void => {
    if (isExpressionStatement(node)) found.push(bare(node.expression));
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function bare(expression: Expression): Expression {
  return isParenthesizedExpression(expression) ? bare(expression.expression) : expression;
}

/** True when the value is kept by an assignment, watched by a handler, or a test, which node:test itself watches. */
function isHandled(expression: Expression): boolean {
  if (isBinaryExpression(expression)) return /^([*/%&|^+-]|<<|>>>?|\*\*|&&|\|\||\?\?)?=$/.test(operatorOf(expression));
  if (!isCallExpression(expression)) return false;
  const callee = expression.expression;
  if (isIdentifier(callee)) return ['test', 'it', 'describe', 'suite'].includes(callee.text);
  if (!isPropertyAccessExpression(callee)) return false;
  if (callee.name.text === 'catch') return expression.arguments.length > 0;
  if (callee.name.text === 'then') return expression.arguments.length > 1;
  return callee.name.text === 'finally' && isHandled(bare(callee.expression));
}

function operatorOf(expression: Expression & { operatorToken: Node }): string {
  return expression.operatorToken.getText();
}

/** Looks into unions, as `door?.close()` may be a promise. Other thenables (a Fastify reply) are meant to be let go. */
function mayBePromise(type: Type | undefined): boolean {
  if (!type) return false;
  if (type.isUnionType() || type.isIntersectionType()) return type.getTypes().some(mayBePromise);
  return type.isObjectType() && type.getSymbol()?.name === 'Promise';
}

function describe(file: SourceFile, expression: Expression): string {
  const start = expression.getStart(file);
  const line = file.text.slice(0, start).split('\n').length;
  const path = relative(ROOT, file.fileName).split(sep).join('/');
  return `${path}:${line} ${expression.getText(file).split('\n')[0]}`;
}

if (import.meta.main) {
  const { files, statements, floating } = findFloatingPromises(PROJECTS.map((path) => resolve(ROOT, path)));
  for (const place of floating) console.log(`${place}\n  Await it, return it, or give it a handler with .catch(…).`);
  console.log(`${files} files, ${statements} statements, ${floating.length} floating promises`);
  if (floating.length > 0 || statements === 0) process.exitCode = 1;
}
