/* Evaluates the expressions of the Amazon States Language that the simulated Step Functions support: a part of JSONPath, templates, choices. */

export type Json = unknown;
export type Tree = Record<string, Json>;

/** The error with which a state or an execution fails. */
export class StateError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** Returns the value that a path selects: `$`, `$.a.b`, `$.a[0].b`; `$$` is the context. */
export const selected = (data: Json, path: string, context: Json = {}): Json => {
  const isContext = path.startsWith('$$');
  const parts = path.slice(isContext ? 2 : 1).match(/[^.[\]]+/g) ?? [];
  return parts.reduce<Json>((part, name) => (part as Tree | undefined | null)?.[name], isContext ? context : data);
};

/** Fills in a template: the values of names ending with `.$` are paths. */
export const fill = (template: Json, data: Json, context: Json = {}): Json => {
  if (Array.isArray(template)) return template.map((part) => fill(part, data, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, part]) => {
      if (!name.endsWith('.$')) return [name, fill(part, data, context)];
      const path = String(part);
      const value = path.startsWith('$') ? selected(data, path, context) : intrinsic(path, data);
      if (value === undefined) throw new StateError('States.ParameterPathFailure', `${path} selects nothing`);
      return [name.slice(0, -2), value];
    }),
  );
};

const intrinsic = (text: string, data: Json): Json => {
  const [, name, rest = ''] = /^States\.(\w+)\((.*)\)$/.exec(text) ?? [];
  const given = rest
    .split(',')
    .map((part) => part.trim())
    .map((part) => (part.startsWith('$') ? selected(data, part) : JSON.parse(part.replaceAll("'", '"'))));
  if (name === 'Array') return given;
  if (name === 'ArrayLength') return (given[0] as Json[]).length;
  if (name === 'ArrayConcat') return given.flat();
  throw new Error(`The simulation has no intrinsic function ${text}`);
};

/** Returns the data with the result inserted at `ResultPath`. */
export const placed = (data: Json, path: string | null | undefined, result: Json): Json => {
  if (path === null) return data;
  if (path === undefined || path === '$') return result;
  const parts = path.slice(1).match(/[^.[\]]+/g) ?? [];
  const put = (tree: Tree, [name = '', ...rest]: string[]): Tree => ({
    ...tree,
    [name]: rest.length === 0 ? result : put((tree?.[name] ?? {}) as Tree, rest),
  });
  return put(data as Tree, parts);
};

type Rule = Tree & { Variable?: string; Next?: string };

export const choose = (state: Tree, data: Json): string => {
  const found =
    (state.Choices as Rule[]).find((rule) => holds(rule, data))?.Next ?? (state.Default as string | undefined);
  if (found === undefined) throw new StateError('States.NoChoiceMatched', 'No choice matched');
  return found;
};

const holds = (rule: Rule, data: Json): boolean => {
  if (rule.And) return (rule.And as Rule[]).every((part) => holds(part, data));
  if (rule.Or) return (rule.Or as Rule[]).some((part) => holds(part, data));
  if (rule.Not) return !holds(rule.Not as Rule, data);
  const value = selected(data, String(rule.Variable));
  const [operator, wanted] =
    Object.entries(rule).find(([name]) => !['Variable', 'Next', 'Comment'].includes(name)) ?? [];
  switch (operator) {
    case 'StringEquals':
    case 'NumericEquals':
    case 'BooleanEquals':
      return value === wanted;
    case 'IsPresent':
      return (value !== undefined) === wanted;
    case 'IsNull':
      return (value === null) === wanted;
    case 'StringMatches':
      return new RegExp(`^${String(wanted).replaceAll('*', '.*')}$`).test(String(value));
    case 'NumericGreaterThan':
      return (value as number) > (wanted as number);
    case 'NumericLessThan':
      return (value as number) < (wanted as number);
    default:
      throw new Error(`The simulation has no comparison ${operator}`);
  }
};
