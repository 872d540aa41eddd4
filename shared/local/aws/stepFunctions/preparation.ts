import { type ChoiceRule, type Definition, maxTimerSeconds, type State } from './language.ts';

/**
 * The name under which states see their execution (`$$.Execution` in a definition): the interpreter puts an object of its own under
 * `Execution`, whose input and start are those of the state that it was started with.
 */
export const executionKey = 'OwnExecution';

/** The name under `$$.Task` of the seconds that an attempt at a callback has left. */
export const secondsLeftKey = 'SecondsLeft';

/** Where a path stands: what it may refer to depends on it. */
type Place = { state: string; isNested: boolean; hasToken: boolean; hasItem?: boolean };

const intrinsicFunctions =
  /^(Format|StringToJson|Array|ArrayPartition|ArrayContains|ArrayRange|ArrayGetItem|ArrayLength|ArrayUnique|Base64Encode|Hash|JsonMerge|MathRandom|MathAdd|StringSplit|UUID)$/;

const refuse = (place: Place, what: string): never => {
  throw new Error(`Not supported in a state machine on this platform: ${what}, in state "${place.state}"`);
};

/** Which parts of the context object exist at `place`: the interpreter does not tell a nested state its own name or item. */
const isKnownContext = (first: string | undefined, second: string | undefined, place: Place): boolean => {
  if (first === 'Execution' || first === 'StateMachine') return true;
  if (first === 'State') return !place.isNested;
  if (first === 'Task') return second === 'Token' && place.hasToken;
  return first === 'Map' && place.hasItem === true;
};

const prepareText = (text: string, place: Place): string => {
  if (!text.startsWith('$')) {
    for (const [, name = ''] of text.matchAll(/States\.(\w+)\s*\(/g)) {
      // JsonToString and Base64Decode are known to the interpreter but lose every backslash of their result.
      if (!intrinsicFunctions.test(name)) refuse(place, `States.${name}`);
    }
  }
  return text.replace(/\$\$(?:\.(\w+))?(?:\.(\w+))?/g, (found: string, first?: string, second?: string) => {
    if (!isKnownContext(first, second, place)) refuse(place, `the path "${found}"`);
    return found.replace('$$.Execution', () => `$$.${executionKey}`);
  });
};

/** A copy of a payload template in which the paths and intrinsic functions (the fields named `….$`) are prepared. */
const prepareTemplate = (template: unknown, place: Place): unknown => {
  if (Array.isArray(template)) return template.map((element) => prepareTemplate(element, place));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [
      key,
      key.endsWith('.$') && typeof value === 'string' ? prepareText(value, place) : prepareTemplate(value, place),
    ]),
  );
};

/**
 * The interpreter answers `false` for every type test against `false`, lets JavaScript convert what it compares, and takes `?` for
 * a wildcard: spelled out, the rule means what it means on AWS.
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
  if (type === undefined) return { Variable: variable, [test]: operand, ...next };
  return { And: [{ Variable: variable, [`Is${type}`]: true }, comparison(variable, test, operand, place)], ...next };
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

/** `$` is what an absent path means; the interpreter takes it for a field's name, or fails where the value is null. */
const withoutRootPaths = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => !(['InputPath', 'OutputPath', 'ResultPath'].includes(key) && value === '$'),
    ),
  ) as Fields;

/** On AWS a missed heartbeat is a timeout too. */
const withHeartbeat = (errors: string[]) =>
  errors.includes('States.Timeout') ? [...errors, 'States.HeartbeatTimeout'] : errors;

const prepareErrors = ({ Retry, Catch }: State): Partial<State> => ({
  ...(Retry && {
    Retry: Retry.map((rule) => ({
      ...rule,
      ErrorEquals: withHeartbeat(rule.ErrorEquals),
      MaxDelaySeconds: rule.MaxDelaySeconds ?? maxTimerSeconds,
    })),
  }),
  ...(Catch && {
    Catch: Catch.map((rule) => withoutRootPaths({ ...rule, ErrorEquals: withHeartbeat(rule.ErrorEquals) })),
  }),
});

/**
 * Without a limit of its own, a task may take forever; the interpreter would give it 60 s. A callback that was waited for before a
 * restart has less time than the definition says.
 */
const timeLimit = ({ TimeoutSeconds }: State, { hasToken, isNested }: Place): Partial<State> => {
  const seconds = Math.min(TimeoutSeconds ?? maxTimerSeconds, maxTimerSeconds);
  if (!hasToken || isNested || TimeoutSeconds === undefined) return { TimeoutSeconds: seconds };
  return { TimeoutSecondsPath: `$$.Task.${secondsLeftKey}` };
};

const prepareState = (name: string, state: State, isNested: boolean): State => {
  const place = { state: name, isNested, hasToken: state.Resource?.endsWith('.waitForTaskToken') ?? false };
  const prepared = { ...preparePaths(state, place), ...prepareErrors(state) };
  switch (state.Type) {
    case 'Task': {
      const { TimeoutSeconds: _, ...rest } = prepared;
      return { ...rest, ...timeLimit(state, place) };
    }
    case 'Choice':
      return { ...prepared, Choices: state.Choices?.map((rule) => prepareRule(rule, place)) ?? [] };
    case 'Pass': {
      // The interpreter overlooks a result that is false, 0, '' or null.
      const { Result, ...rest } = prepared;
      return Result === undefined || Result ? prepared : { ...rest, Parameters: Result };
    }
    case 'Fail':
      return { Error: '', Cause: '', ...prepared };
    case 'Parallel':
      return { ...prepared, Branches: state.Branches?.map((branch) => prepareNested(branch)) ?? [] };
    case 'Map': {
      const { Iterator, ItemProcessor = Iterator, ...rest } = prepared;
      return ItemProcessor ? { ...rest, ItemProcessor: prepareNested(ItemProcessor) } : rest;
    }
    default:
      return prepared;
  }
};

const prepareNested = (definition: Definition): Definition => prepareStates(definition, true);

const prepareStates = ({ StartAt, States }: Definition, isNested: boolean): Definition => ({
  StartAt,
  States: Object.fromEntries(
    Object.entries(States).map(([name, state]) => [name, prepareState(name, state, isNested)]),
  ),
});

/**
 * Rewrites a definition so that the interpreter does with it what AWS does.
 * @throws Error that names a path or an intrinsic function that does not work here
 */
export const prepareDefinition = (definition: Definition): Definition => prepareStates(definition, false);
