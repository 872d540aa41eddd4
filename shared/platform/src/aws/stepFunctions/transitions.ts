import type { Definition, State } from './language.ts';

/** Throws. The type tells TypeScript that code after a call is unreachable. */
const refuse: (fault: string) => never = (fault) => {
  throw new Error(`The state machine's definition is invalid: ${fault}`);
};

/** Returns the names of all states that may directly follow `state`. */
const targetsOf = ({ Next, Default, Choices = [], Catch = [] }: State): string[] =>
  [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((rule) => rule.Next)].filter(
    (target) => target !== undefined,
  );

/** Pairs of fields of which a state has exactly one. */
const alternatives: Partial<Record<State['Type'], string[]>> = {
  Wait: ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Map: ['ItemProcessor', 'Iterator'],
};
const withoutNext = ['Choice', 'Succeed', 'Fail'];

const checkState = (name: string, state: State): void => {
  const count = (fields: string[]) => fields.filter((field) => field in state).length;
  const choice = alternatives[state.Type];
  if (choice && count(choice) !== 1) refuse(`state "${name}" needs one of ${choice.join(', ')}`);
  if (!withoutNext.includes(state.Type) && count(['Next', 'End']) !== 1) refuse(`state "${name}" needs Next or End`);
  if (state.Choices?.some((rule) => rule.Next === undefined)) refuse(`a choice of state "${name}" needs Next`);
  if (count(['Error', 'ErrorPath']) > 1 || count(['Cause', 'CausePath']) > 1) {
    refuse(`state "${name}" has an error or cause and a path to it`);
  }
};

const checkLevel = ({ StartAt, States }: Definition): void => {
  const reached = new Set([StartAt]);
  for (const name of reached) {
    const state = States[name];
    if (!state) refuse(`there is no state "${name}"`);
    for (const target of targetsOf(state)) reached.add(target);
  }
  const unreached = Object.keys(States).find((name) => !reached.has(name));
  if (unreached !== undefined) refuse(`nothing leads to state "${unreached}"`);
};

/**
 * Checks the transitions between states, as AWS does before it accepts a definition. (The interpreter's own validator finds the same, and
 * the syntax of paths, but takes 150 ms for each machine; serverless-step-functions runs it with `validate: true`.)
 * @param names the names of states outside; a name occurs once in a machine
 * @throws Error that names the state
 */
export const checkTransitions = (definition: Definition, names = new Set<string>()): void => {
  checkLevel(definition);
  for (const [name, state] of Object.entries(definition.States)) {
    if (names.has(name)) refuse(`two states are named "${name}"`);
    names.add(name);
    checkState(name, state);
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]) {
      if (inner) checkTransitions(inner, names);
    }
  }
};
