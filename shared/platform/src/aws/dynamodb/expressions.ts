import type { AttributeValue } from './dynalite.ts';

/** The argument of dynalite's parsers: names and values of the request, and which of them no expression has used yet. */
export type ExpressionContext = {
  attrNames?: Record<string, string>;
  attrVals?: Record<string, AttributeValue>;
  unusedAttrNames: Record<string, boolean>;
  unusedAttrVals: Record<string, boolean>;
  isKeyCondition?: boolean;
};

/** One of dynalite's parsers. It returns the parsed expression with the request's values, or an error message. */
export type ExpressionParser = { parse(expression: string, options: { context: ExpressionContext }): unknown };

/** A parsed expression without its values. */
type Remembered = { parsed: unknown; names: string[]; values: string[] };

/** A placeholder for a value of the request. */
class Value {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Expressions whose validity depends on values, not only on their types. */
const dependsOnValues = /between|attribute_type/i;

const mostRemembered = 1_000;

/**
 * Makes a parser cache its results. Programs send the same few expressions repeatedly, with other values, and parsing them again took an
 * eighth of the time of an order.
 */
export const rememberExpressions = (parser: ExpressionParser): void => {
  const parse = parser.parse.bind(parser);
  const remembered = new Map<string, Remembered>();
  parser.parse = (expression, { context }) => {
    if (dependsOnValues.test(expression)) return parse(expression, { context });
    const key = keyOf(expression, context);
    const known = remembered.get(key);
    if (known) return withValues(known, context);
    const alone = { ...context, unusedAttrNames: { ...context.attrNames }, unusedAttrVals: { ...context.attrVals } };
    const parsed = parse(expression, { context: alone as unknown as ExpressionContext });
    const names = Object.keys(context.attrNames ?? {}).filter((name) => !(name in alone.unusedAttrNames));
    const values = Object.keys(context.attrVals ?? {}).filter((name) => !(name in alone.unusedAttrVals));
    markUsed(context, names, values);
    if (typeof parsed === 'string') return parsed;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, { parsed: withoutValues(parsed, context), names, values });
    return parsed;
  };
};

/** Returns a cache key of everything that the result depends on, except the values. */
const keyOf = (expression: string, { attrNames, attrVals = {}, isKeyCondition }: ExpressionContext): string => {
  const types = Object.entries(attrVals).map(([name, value]) => [name, ...Object.keys(value)]);
  return JSON.stringify([expression, attrNames, types, isKeyCondition]);
};

const markUsed = ({ unusedAttrNames, unusedAttrVals }: ExpressionContext, names: string[], values: string[]): void => {
  for (const name of names) delete unusedAttrNames[name];
  for (const value of values) delete unusedAttrVals[value];
};

const withoutValues = (parsed: unknown, { attrVals = {} }: ExpressionContext): unknown => {
  const names = new Map<unknown, string>(Object.entries(attrVals).map(([name, value]) => [value, name]));
  return copy(parsed, (part) => {
    const name = names.get(part);
    return name === undefined ? undefined : new Value(name);
  });
};

const withValues = ({ parsed, names, values }: Remembered, context: ExpressionContext): unknown => {
  markUsed(context, names, values);
  return copy(parsed, (part) => (part instanceof Value ? context.attrVals?.[part.name] : undefined));
};

/** Returns a deep copy of a parser's result, with some objects replaced. */
const copy = (part: unknown, replacement: (part: object) => object | undefined): unknown => {
  if (typeof part !== 'object' || part === null) return part;
  const other = replacement(part);
  if (other) return other;
  if (Array.isArray(part)) return part.map((element) => copy(element, replacement));
  const entries = Object.entries(part).map(([key, value]) => [key, copy(value, replacement)]);
  return Object.assign(Object.create(Object.getPrototypeOf(part)), Object.fromEntries(entries));
};
