import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { readDefinition, type State } from './language.ts';
import { prepareDefinition } from './preparation.ts';
import { type Task, tasksOf } from './tasks.ts';
import { checkTransitions } from './transitions.ts';

/** An execution in the interpreter. Its result throws an error whose `cause` has the name and cause of the failure. */
export type Run = ReturnType<StateMachine['run']>;
type Json = Awaited<Run['result']>;

/** An Express state machine, ready to run. */
export type Machine = {
  name: string;
  arn: string;
  /** The definition's JSON. */
  definition: string;
  /** Epoch milliseconds. */
  created: number;
  timeoutSeconds: number;
  /** The top-level states, by name. */
  states: Readonly<Record<string, State>>;
  run(
    input: unknown,
    options: { context: Record<string, unknown>; attempt(task: Task, input: unknown): Promise<unknown> },
  ): Run;
};

/** AWS ends an Express execution after five minutes. */
const maxSeconds = 300;

/**
 * Checks a definition and prepares it for execution.
 * @throws Error that names what is wrong with the definition, or what does not run on this platform
 */
export const createMachine = (machine: Pick<Machine, 'name' | 'arn' | 'definition'>): Machine => {
  const definition = readDefinition(machine.definition);
  checkTransitions(definition);
  const tasks = tasksOf(definition);
  const interpreter = new StateMachine(prepareDefinition(definition) as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  return {
    ...machine,
    created: Date.now(),
    timeoutSeconds: Math.min(definition.TimeoutSeconds ?? maxSeconds, maxSeconds),
    states: definition.States,
    run: (input, { context, attempt }) => {
      const handlers = tasks.map((task) => [task.name, (taskInput: Json) => attempt(task, taskInput) as Promise<Json>]);
      return interpreter.run(input as Json, {
        context,
        overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      });
    },
  };
};
