import { type ChoiceRule, type Definition, maxTimerSeconds, type State } from './language.ts';

/**
 * The name under which states see their execution (`$$.Execution` in a definition): the interpreter puts an object of its own under
 * `Execution`, whose input and start are, inside a Map or Parallel state, those of that state.
 */
export const executionKey = 'OwnExecution';

/** The position of a path, on which depends what it may refer to. */
type Place = { state: string; hasItem?: boolean };

const intrinsicFunctions =
  /^(Format|StringToJson|Array|ArrayPartition|ArrayContains|ArrayRange|ArrayGetItem|ArrayLength|ArrayUnique|Base64Encode|Hash|JsonMerge|MathRandom|MathAdd|StringSplit|UUID)$/;

const refuse = (place: Place, what: string): never => {
  throw new Error(`Not supported in a state machine on this platform: ${what}, in state "${place.state}"`);
};

/**
 * Returns whether a part of the context object exists at `place`: the interpreter provides neither a state's own name nor a nested
 * state's item.
 */
const isKnownContext = (name: string | undefined, { hasItem }: Place): boolean =>
  name === 'Execution' || name === 'StateMachine' || (name === 'Map' && hasItem === true);

const prepareText = (text: string, place: Place): string => {
  if (!text.startsWith('$')) {
    for (const [, name = ''] of text.matchAll(/States\.(\w+)\s*\(/g)) {
      // JsonToString and Base64Decode are known to the interpreter but lose every backslash of their result.
      if (!intrinsicFunctions.test(name)) refuse(place, `States.${name}`);
    }
  }
  return text.replace(/\$\$(?:\.(\w+))?(?:\.\w+)?/g, (found: string, first?: string) => {
    if (!isKnownContext(first, place)) refuse(place, `the path "${found}"`);
    return found.replace('$$.Execution', () => `$$.${executionKey}`);
  });
};

/** Returns a copy of a payload template with prepared paths and intrinsic functions (the fields named `….$`). */
const prepareTemplate = (template: unknown, place: Place): unknown => {
  if (Array.isArray(template)) return template.map((element) => prepareTemplate(element, place));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith('.$') || typeof value !== 'string') return [key, prepareTemplate(value, place)];
      return value === '$$.State.Name' ? [key.slice(0, -2), place.state] : [key, prepareText(value, place)];
    }),
  );
};

/**
 * The interpreter answers `false` for every type test against `false`, lets JavaScript convert what it compares, and takes `?` for a
 * wildcard: the expanded rule has the same meaning as on AWS.
 */
const prepareRule = (rule: ChoiceRule, place: Place): ChoiceRule => {
  const { Comment, Next, Variable, And, Or, Not, ...tests } = rule;
  const next = Next === undefined ? {} : { Next };
  const all = (rules: ChoiceRule[]) => rules.map((inner) => prepareRule(inner, place));
  if (And) return { And: all(And), ...next };
  if (Or) return { Or: all(Or), ...next };
  if (Not) return { Not: prepareRule(Not, place), ...next };
  const variable = prepareText(Variable ?? '', place);
  const [[test, operand] = ['', undefined]] = Object.entries(tests);
  if (operand === false && test.startsWith('Is')) return { Not: { Variable: variable, [test]: true }, ...next };
  const type = /^(String|Numeric|Timestamp|Boolean)/.exec(test)?.[1];
  if (type === undefined || strictTests[test] === typeof operand)
    return { Variable: variable, [test]: operand, ...next };
  return { And: [{ Variable: variable, [`Is${type}`]: true }, comparison(variable, test, operand, place)], ...next };
};

/** Tests in which the interpreter converts nothing, so that a value of another type never matches, with the type of their operand. */
const strictTests: Record<string, string> = {
  StringEquals: 'string',
  NumericEquals: 'number',
  BooleanEquals: 'boolean',
};

const comparison = (variable: string, test: string, operand: unknown, place: Place): ChoiceRule => {
  if (typeof operand !== 'string') return { Variable: variable, [test]: operand };
  if (test.endsWith('Path')) return { Variable: variable, [test]: prepareText(operand, place) };
  if (test !== 'StringMatches') return { Variable: variable, [test]: operand };
  return { Variable: variable, [test]: operand.replace(/\\.|\?/g, (found) => (found === '?' ? '\\?' : found)) };
};

const paths = ['InputPath', 'OutputPath', 'ItemsPath', 'SecondsPath', 'TimestampPath', 'ErrorPath', 'CausePath'];
const templates = ['Parameters', 'ResultSelector'];

const preparePaths = (state: State, place: Place): State => {
  const prepared = { ...state };
  for (const field of paths) {
    const value = state[field];
    if (typeof value === 'string') prepared[field] = prepareText(value, place);
  }
  const hasItem = state.Type === 'Map';
  for (const field of templates.filter((key) => key in state)) {
    prepared[field] = prepareTemplate(state[field], { ...place, hasItem: hasItem && field === 'Parameters' });
  }
  if ('ItemSelector' in state) prepared.ItemSelector = prepareTemplate(state.ItemSelector, { ...place, hasItem });
  return withoutRootPaths(prepared);
};

/** Removes `$`, which is the default path: the interpreter treats it as a field's name, or fails if the value is null. */
const withoutRootPaths = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => !(['InputPath', 'OutputPath', 'ResultPath'].includes(key) && value === '$'),
    ),
  ) as Fields;

const prepareErrors = ({ Retry, Catch }: State): Partial<State> => ({
  ...(Retry && {
    Retry: Retry.map((rule) => ({ ...rule, MaxDelaySeconds: rule.MaxDelaySeconds ?? maxTimerSeconds })),
  }),
  ...(Catch && { Catch: Catch.map(withoutRootPaths) }),
});

const prepareState = (name: string, state: State): State => {
  const place = { state: name };
  const prepared = { ...preparePaths(state, place), ...prepareErrors(state) };
  switch (state.Type) {
    case 'Task':
      // A task without its own timeout may take for ever; the interpreter would allow it 60 s.
      return { ...prepared, TimeoutSeconds: Math.min(state.TimeoutSeconds ?? maxTimerSeconds, maxTimerSeconds) };
    case 'Choice':
      return { ...prepared, Choices: state.Choices?.map((rule) => prepareRule(rule, place)) ?? [] };
    case 'Pass': {
      // The interpreter ignores a result that is false, 0, '' or null.
      const { Result, ...rest } = prepared;
      return Result === undefined || Result ? prepared : { ...rest, Parameters: Result };
    }
    case 'Fail':
      return { Error: '', Cause: '', ...prepared };
    case 'Parallel':
      return { ...prepared, Branches: state.Branches?.map(prepareDefinition) ?? [] };
    case 'Map': {
      const { Iterator, ItemProcessor = Iterator, ...rest } = prepared;
      return ItemProcessor ? { ...rest, ItemProcessor: prepareDefinition(ItemProcessor) } : rest;
    }
    default:
      return prepared;
  }
};

/**
 * Rewrites a definition so that the interpreter behaves like AWS.
 * @throws Error that names a path or an intrinsic function that does not work here
 */
export const prepareDefinition = ({ StartAt, States }: Definition): Definition => ({
  StartAt,
  States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, prepareState(name, state)])),
});
