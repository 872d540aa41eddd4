import { createRequire } from 'node:module';
import { type CompiledStack, resourcesOf } from './compiledStacks.ts';

/** The package comes without types. */
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => {
  isValid: boolean;
  errorsText(): string;
};

/** A state, as far as the checks and the comparison of permissions look at it. */
export interface State {
  Type: string;
  Resource?: string;
  /** Of a task that goes by way of `lambda:invoke`. */
  Parameters?: { FunctionName?: string };
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[] }[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
}

export interface Definition {
  States: Record<string, State>;
}

/** The definitions of all state machines, by name, their substitutions filled in. */
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

/** All states of a definition by name, with those inside its Map and Parallel states. */
export const statesOf = ({ States }: Definition): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...[...(state.Branches ?? []), state.ItemProcessor, state.Iterator].flatMap((inner) =>
      inner ? statesOf(inner) : [],
    ),
  ]);

/** What the Amazon States Language does not allow, and task states that give up at once or end an execution unseen. */
export function brokenStates(machine: string, definition: Definition): string[] {
  const { isValid, errorsText } = validate(definition);
  const all = (entries: State['Retry'] = []) => entries.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
  return [
    ...(isValid ? [] : [`${machine}: ${errorsText()}`]),
    ...statesOf(definition).flatMap(([name, { Type, Retry, Catch, TimeoutSeconds }]) =>
      Type !== 'Task'
        ? []
        : [
            ...(all(Retry) ? [] : [`${machine}: ${name} does not retry States.ALL`]),
            ...(all(Catch) ? [] : [`${machine}: ${name} does not catch States.ALL`]),
            ...(TimeoutSeconds === undefined ? [`${machine}: ${name} has no timeout`] : []),
          ],
    ),
  ];
}
