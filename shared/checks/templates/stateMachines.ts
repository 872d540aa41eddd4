import { createRequire } from 'node:module';
import { type CompiledStack, resourcesOf } from './compiledStacks.ts';

const require = createRequire(import.meta.url);

/** The package has no types. */
const validate = require('asl-validator') as (definition: object) => {
  isValid: boolean;
  errorsText(): string;
};

/** The fields of a state that the checks and the comparison of permissions use. */
export type State = {
  Type: string;
  Resource?: string;
  /** For a task that uses `lambda:invoke`. */
  Parameters?: { FunctionName?: string };
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[]; Next?: string }[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
};

export type Definition = {
  StartAt?: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
};

/** Returns the definitions of all state machines by name, with their substitutions filled in. */
export const definitionsOf = (stacks: readonly CompiledStack[]): Map<string, Definition> =>
  new Map(
    resourcesOf(stacks, 'AWS::StepFunctions::StateMachine').map(({ attributes, properties }) => {
      const values = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
      const text = String(properties.DefinitionString).replaceAll(/\$\{(\w+)\}/g, (whole, name: string) =>
        name in values ? String(values[name]) : whole,
      );
      return [String(attributes.Name), JSON.parse(text) as Definition];
    }),
  );

/** Returns all states of a definition by name, including those inside Map and Parallel states. */
export const statesOf = ({ States }: Definition): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...[...(state.Branches ?? []), state.ItemProcessor, state.Iterator].flatMap((inner) =>
      inner ? statesOf(inner) : [],
    ),
  ]);

/** Transient errors of invoking a function: every task must retry these itself instead of leaving them to the order's next attempt. */
const PASSING = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

/**
 * Finds violations of the Amazon States Language, and task states that do not retry or whose failure goes unnoticed. The first state and
 * those that record a failure may fail the execution: the queue then delivers its messages again.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
export const brokenStates = (machine: string, definition: Definition): string[] => {
  const { isValid, errorsText } = validate(definition);
  const states = statesOf(definition);
  const mayFail = new Set([
    definition.StartAt,
    ...states.flatMap(([, { Catch = [] }]) => Catch.flatMap(({ Next }) => Next ?? [])),
  ]);
  const names = (entries: State['Retry'] = []) => entries.flatMap(({ ErrorEquals }) => ErrorEquals);
  const retries = (retried: string[]) =>
    retried.includes('States.ALL') || PASSING.every((error) => retried.includes(error));
  return [
    ...(isValid ? [] : [`${machine}: ${errorsText()}`]),
    ...(definition.TimeoutSeconds === undefined ? [`${machine} has no timeout`] : []),
    ...states.flatMap(([name, { Type, Retry, Catch, TimeoutSeconds }]) =>
      Type !== 'Task'
        ? []
        : [
            ...(retries(names(Retry)) ? [] : [`${machine}: ${name} does not retry passing errors`]),
            ...(mayFail.has(name) || names(Catch).includes('States.ALL')
              ? []
              : [`${machine}: ${name} does not catch States.ALL`]),
            ...(TimeoutSeconds === undefined ? [`${machine}: ${name} has no timeout`] : []),
          ],
    ),
  ];
};
