import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ModuleItem, parseSync } from '@swc/core';

/** Commands that write to DynamoDB, of either client. */
const WRITE_COMMAND = /^(Put|Update|Delete|BatchWrite|TransactWrite)(Items?)?Command$/;

/** Helpers that write on behalf of their callers: a function that calls one counts as a write, the helper itself does not. */
const WRITE_FUNCTIONS = new Set([
  'putOnce',
  'updateOnce',
  'deleteOnce',
  'transactOnce',
  'deleteRow',
  'batchWrite',
  'updateProduct',
]);

/** Lists the exported functions of a folder's modules that write to DynamoDB themselves: `orderStore.moveOrder`. */
export const writesIn = (root: string, folder: string): string[] =>
  globSync(`${folder}/**/*.ts`, { cwd: root })
    .sort()
    .flatMap((path) => writesOf(basename(path, '.ts'), readFileSync(join(root, path), 'utf8')));

/** Does the same for one module. */
export const writesOf = (module: string, text: string): string[] => {
  const { body } = parseSync(text, { syntax: 'typescript', target: 'es2024' });
  const declared = body.flatMap(declarationsOf);
  const writing = new Set<string>();
  for (let known = -1; known !== writing.size; ) {
    known = writing.size;
    for (const { name, uses } of declared) {
      if (uses.some((use) => WRITE_COMMAND.test(use) || WRITE_FUNCTIONS.has(use) || writing.has(use)))
        writing.add(name);
    }
  }
  return declared
    .filter(({ name, isExported }) => isExported && writing.has(name) && !WRITE_FUNCTIONS.has(name))
    .map(({ name }) => `${module}.${name}`);
};

/** Functions that have their own way of repeating a write after a transaction conflict. */
const OWN_REPETITION: Record<string, string> = {
  'stockReservationStore.transact': 'retries longer, and distinguishes a conflict from a lack of stock',
  'batchWrite.writeAll': 'writes in batches, of which DynamoDB leaves items unprocessed instead, and repeats those',
};

/** Lists the functions and values in a folder that write to DynamoDB without `retryConflicts`: `orderStore.moveOrder`. */
export const unrepeatedWritesIn = (root: string, folder: string): string[] =>
  globSync(`${folder}/**/*.ts`, { cwd: root })
    .sort()
    .flatMap((path) => unrepeatedWritesOf(basename(path, '.ts'), readFileSync(join(root, path), 'utf8')));

/** Does the same for one module. */
export const unrepeatedWritesOf = (module: string, text: string): string[] =>
  parseSync(text, { syntax: 'typescript', target: 'es2024' })
    .body.flatMap(declarationsOf)
    .filter(({ uses }) => uses.some((use) => WRITE_COMMAND.test(use)) && !uses.includes('retryConflicts'))
    .map(({ name }) => `${module}.${name}`)
    .filter((name) => !(name in OWN_REPETITION));

type Declaration = { name: string; uses: string[]; isExported: boolean };

/** Returns the functions and values that a module's statement declares, each with the names that it uses. */
const declarationsOf = (item: ModuleItem): Declaration[] => {
  const isExported = item.type === 'ExportDeclaration';
  const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
  if (declaration.type === 'FunctionDeclaration') {
    return [{ name: declaration.identifier.value, uses: namesIn(declaration.body), isExported }];
  }
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.map(({ id, init }) => ({
    name: id.type === 'Identifier' ? id.value : '',
    uses: namesIn(init),
    isExported,
  }));
};

/** Collects the identifiers below a node of the syntax tree, without property names. */
const namesIn = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, ...rest } = node as { type?: string; value?: unknown };
  if (type === 'Identifier' && typeof value === 'string') return [value];
  const { property, key, ...parts } = rest as Record<string, unknown>;
  const computed = [property, key].filter((part) => (part as { type?: string } | undefined)?.type === 'Computed');
  return [value, ...computed, ...Object.values(parts)].flatMap(namesIn);
};
