import { createRequire } from 'node:module';

/* Evaluates DynamoDB's expressions on plain values: parsed by dynalite's parsers, compiled once for each text. */

export type Row = Record<string, unknown>;
export type Names = Record<string, string> | undefined;
export type Values = Record<string, unknown> | undefined;

type Parser = { parse(text: string, options: { context: object }): unknown };
const require = createRequire(import.meta.url);
const parsers = {
  condition: require('dynalite/db/conditionParser.js') as Parser,
  update: require('dynalite/db/updateParser.js') as Parser,
};

/** An error of DynamoDB's validation. */
export class InvalidExpression extends Error {
  override readonly name = 'ValidationException';
}

type Path = (string | number)[];
type Node = { type: string; name?: string; args?: unknown[] };
/** The data that an expression works on: a row, and the request's values and names. */
type Scope = { row: Row; values: Row; names: Record<string, string> };
type Evaluate = (scope: Scope) => unknown;

/** Wraps a value with its type, as dynalite's parsers expect it. */
const typed = (value: unknown): Record<string, unknown> => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Set)
    return typeof [...value][0] === 'number' ? { NS: [...value].map(String) } : { SS: [...value] };
  if (Array.isArray(value)) return { L: [] };
  return { M: {} };
};

const compiled = new Map<string, unknown>();

/** Compiles an expression with its `#names` unresolved, so that it is compiled once whatever they refer to. */
const compile = <T>(
  kind: keyof typeof parsers,
  text: string,
  names: Names,
  values: Values,
  make: (parsed: unknown, nameOf: Map<unknown, string>) => T,
): T => {
  const key = `${kind} ${text}`;
  const known = compiled.get(key);
  if (known) return known as T;
  const attrNames = names && Object.fromEntries(Object.keys(names).map((name) => [name, name]));
  const attrVals = Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, typed(value)]));
  const context = {
    attrNames,
    attrVals,
    unusedAttrNames: { ...names },
    unusedAttrVals: { ...attrVals },
    isReserved: () => false,
    compare: () => false,
  };
  const parsed = parsers[kind].parse(text, { context });
  if (typeof parsed === 'string') throw new InvalidExpression(`${parsed} (${text})`);
  const made = make(parsed, new Map(Object.entries(attrVals).map(([name, value]) => [value, name])));
  compiled.set(key, made);
  return made;
};

/** Whether a row meets a condition. */
export const meetsCondition = (text: string, row: Row, names: Names = {}, values: Values = {}): boolean => {
  const evaluate = compile('condition', text, names, values, (parsed, nameOf) =>
    evaluator((parsed as { expression: Node }).expression, nameOf),
  );
  return evaluate({ row, names, values }) === true;
};

type Section = { type: 'set' | 'remove' | 'add' | 'delete'; path: Path; val: unknown };

/** Changes a row in place. */
export const updateRow = (text: string, row: Row, names: Names = {}, values: Values = {}): void => {
  const sections = compile('update', text, names, values, (parsed, nameOf) =>
    (parsed as { sections: Section[] }).sections.map(({ type, path, val }) => ({
      ...{ type, path, evaluate: val === undefined ? () => undefined : operand(val, nameOf) },
    })),
  );
  const scope = { row, names, values };
  const results = sections.map(({ evaluate, type, path }) => {
    const value = evaluate(scope);
    if (type === 'set' && value === undefined) throw new InvalidExpression(`no value for ${path.join('.')} (${text})`);
    return value;
  });
  for (const [index, { type, path }] of sections.entries()) apply(scope, type, path, copy(results[index]));
};

const apply = ({ row, names }: Scope, type: Section['type'], path: Path, value: unknown): void => {
  const last = nameIn(names, path[path.length - 1] as string);
  const parent = valueAt(row, names, path, path.length - 1) as Row | undefined;
  if (parent === undefined) {
    if (type === 'remove') return;
    throw new InvalidExpression('The document path provided in the update expression is invalid for update');
  }
  if (type === 'set') parent[last] = value;
  else if (type === 'remove') delete parent[last];
  else if (typeof value === 'number') parent[last] = ((parent[last] as number | undefined) ?? 0) + value;
  else {
    const set = new Set((parent[last] as Set<unknown> | undefined) ?? []);
    for (const element of value as Set<unknown>) type === 'add' ? set.add(element) : set.delete(element);
    if (set.size > 0) parent[last] = set;
    else delete parent[last];
  }
};

const nameIn = (names: Record<string, string>, part: string | number): string => names[part] ?? (part as string);

const valueAt = (row: unknown, names: Record<string, string>, path: Path, length = path.length): unknown => {
  let value = row;
  for (let index = 0; index < length; index += 1) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Row)[nameIn(names, path[index] as string)];
  }
  return value;
};

/** Compiles an operand: a path, a value of the request, or a function call with these as arguments. */
const operand = (node: unknown, nameOf: Map<unknown, string>): Evaluate => {
  if (Array.isArray(node)) return ({ row, names }) => valueAt(row, names, node);
  const name = nameOf.get(node);
  if (name !== undefined) return ({ values }) => values[name];
  return evaluator(node as Node, nameOf);
};

const evaluator = ({ type, name, args = [] }: Node, nameOf: Map<unknown, string>): Evaluate => {
  if (type === 'and' || type === 'or' || type === 'not') {
    const parts = args.map((part) => evaluator(part as Node, nameOf));
    if (type === 'not') return (scope) => parts[0]?.(scope) !== true;
    return type === 'and'
      ? (scope) => parts.every((part) => part(scope) === true)
      : (scope) => parts.some((part) => part(scope) === true);
  }
  const [one, other, third, ...more] = args.map((part) => operand(part, nameOf)) as [
    Evaluate,
    Evaluate,
    Evaluate,
    ...Evaluate[],
  ];
  switch (type === 'function' ? name : type) {
    case '=':
      return (scope) => same(one(scope), other(scope));
    case '<>':
      return (scope) => !same(one(scope), other(scope));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(type, one, other);
    case 'between': {
      const [least, most] = [comparison('>=', one, other), comparison('<=', one, third)];
      return (scope) => least(scope) === true && most(scope) === true;
    }
    case 'in':
      return (scope) => {
        const value = one(scope);
        return [other, third, ...more].some((choice) => choice !== undefined && same(value, choice(scope)));
      };
    case 'attribute_exists':
      return (scope) => one(scope) !== undefined;
    case 'attribute_not_exists':
      return (scope) => one(scope) === undefined;
    case 'begins_with':
      return (scope) => String(one(scope) ?? '').startsWith(String(other(scope)));
    case 'contains':
      return (scope) => contains(one(scope), other(scope));
    case 'size':
      return (scope) => sizeOf(one(scope));
    case 'if_not_exists':
      return (scope) => one(scope) ?? other(scope);
    case 'list_append':
      return (scope) => [...(one(scope) as unknown[]), ...(other(scope) as unknown[])];
    case 'add':
    case 'subtract':
      return sum(one, other, type === 'add' ? 1 : -1);
    default:
      throw new InvalidExpression(`The simulated DynamoDB has no ${name ?? type}`);
  }
};

const sum =
  (one: Evaluate, other: Evaluate, sign: number): Evaluate =>
  (scope) => {
    const [left, right] = [one(scope), other(scope)];
    if (typeof left === 'number' && typeof right === 'number') return left + sign * right;
    throw new InvalidExpression('An operand in the update expression has an incorrect data type');
  };

const comparison =
  (operator: string, one: Evaluate, other: Evaluate): Evaluate =>
  (scope) => {
    const [left, right] = [one(scope) as string, other(scope) as string];
    if (typeof left !== typeof right || left === undefined) return false;
    if (operator === '<') return left < right;
    if (operator === '<=') return left <= right;
    return operator === '>' ? left > right : left >= right;
  };

const contains = (whole: unknown, part: unknown): boolean => {
  if (whole instanceof Set) return whole.has(part);
  if (Array.isArray(whole)) return whole.some((element) => same(element, part));
  return typeof whole === 'string' && whole.includes(String(part));
};

const sizeOf = (value: unknown): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Set) return value.size;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' ? Object.keys(value).length : undefined;
};

/** Whether two values are equal for DynamoDB. */
const same = (one: unknown, other: unknown): boolean => {
  if (one === other) return one !== undefined;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Set)
    return other instanceof Set && one.size === other.size && [...one].every((part) => other.has(part));
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return keys.length === others.length && keys.every((key) => same((one as Row)[key], (other as Row)[key]));
};

/** Copies a value as the document client does: without undefined fields. */
export const copy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  if (value instanceof Set) return new Set(value) as T;
  if (value instanceof Uint8Array) return value;
  const result: Row = {};
  for (const key in value) {
    const part = value[key];
    if (part !== undefined) result[key] = typeof part === 'object' ? copy(part) : part;
  }
  return result as T;
};
