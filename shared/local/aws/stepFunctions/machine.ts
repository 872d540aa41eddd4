import { setImmediate } from 'node:timers/promises';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { readDefinition, type State } from './language.ts';
import { prepareDefinition } from './preparation.ts';
import { type Task, tasksOf } from './tasks.ts';
import { checkTransitions } from './transitions.ts';

type Run = ReturnType<StateMachine['run']>;
export type InterpreterEvent = Run['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;
type Json = Awaited<Run['result']>;
type Handler = (input: Json) => Promise<Json> | Json;

/** One state of a machine, ready to run by itself. */
export type Step = {
  name: string;
  /** As written in the definition. */
  state: State;
  tasks: Task[];
  /**
   * Runs the state: input and output processing, Retry and Catch included.
   * @returns the name of the next state, none at the end of the machine, and the state's output
   * @throws what the interpreter throws: an `ExecutionError` whose `cause` has the error's name and cause
   */
  run(
    input: unknown,
    options: {
      context: Record<string, unknown>;
      attempt(task: Task, input: unknown): Promise<unknown>;
      waitMs?: number;
    },
  ): { result: Promise<{ next?: string; output: unknown }>; abort(): void; events: AsyncGenerator<InterpreterEvent> };
};

export type MachineType = 'STANDARD' | 'EXPRESS';

export type Machine = {
  name: string;
  arn: string;
  type: MachineType;
  /** The definition's JSON. */
  definition: string;
  /** Epoch milliseconds. */
  created: number;
  startAt: string;
  timeoutSeconds?: number;
  steps: ReadonlyMap<string, Step>;
};

/** AWS ends an Express execution after five minutes. */
const maxExpressSeconds = 300;

/** The seconds after which an execution ends, undefined where nothing limits it. */
const timeLimit = (type: MachineType, seconds: number | undefined): number | undefined =>
  type === 'EXPRESS' ? Math.min(seconds ?? maxExpressSeconds, maxExpressSeconds) : seconds;

/** Stands before the name of the state that comes after a step, in that step's machine: no state's name begins so. */
export const nextMark = '\u0000';
const end = '';

/** Replaces every way out of a state by a mark that says where it leads; the end of the machine is one of them. */
const markExits = (state: State): { marked: State; exits: Set<string> } => {
  const exits = new Set<string>();
  const mark = (target: string): string => {
    exits.add(target);
    return `${nextMark}${target}`;
  };
  const { End, ...rest } = state;
  const marked = {
    ...rest,
    ...(End && { Next: mark(end) }),
    ...(state.Next !== undefined && { Next: mark(state.Next) }),
    ...(state.Default !== undefined && { Default: mark(state.Default) }),
    ...(state.Catch && { Catch: state.Catch.map((rule) => ({ ...rule, Next: mark(rule.Next) })) }),
    ...(state.Choices && { Choices: state.Choices.map((rule) => ({ ...rule, Next: mark(rule.Next ?? end) })) }),
  };
  return { marked, exits };
};

/**
 * Makes a machine of one state and, after it, a task for each way out that gives back the name of the next state with the data.
 * So the interpreter does the work of the state, and between two states there is a point at which the position can be stored.
 */
const createStep = (name: string, state: State, prepared: State, tasks: Task[]): Step => {
  const { marked, exits } = markExits(prepared);
  const hasInner = state.Type === 'Map' || state.Type === 'Parallel';
  const States: Record<string, unknown> = { [name]: marked };
  const leave: Record<string, Handler> = Object.create(null);
  for (const target of exits) {
    States[`${nextMark}${target}`] = { Type: 'Task', Resource: target, End: true };
    leave[`${nextMark}${target}`] = async (output) => {
      if (hasInner) await setImmediate(); // the events of inner states are lost once the run is over
      return target === end ? { output } : { next: target, output };
    };
  }
  const machine = new StateMachine({ StartAt: name, States } as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  return {
    name,
    state,
    tasks,
    run: (input, { context, attempt, waitMs }) => {
      const handlers: Record<string, Handler> = Object.create(leave);
      for (const task of tasks) handlers[task.name] = (taskInput) => attempt(task, taskInput) as Promise<Json>;
      const { result, abort, eventLogs } = machine.run(input as Json, {
        context,
        overrides: {
          taskResourceLocalHandlers: handlers,
          ...(waitMs !== undefined && { waitTimeOverrides: { [name]: waitMs } }),
        },
      });
      const out = state.Type === 'Succeed' ? result.then((output) => ({ output })) : result;
      return { result: out as Promise<{ next?: string; output: unknown }>, abort, events: eventLogs };
    },
  };
};

/**
 * Checks a definition and makes it ready to run.
 * @throws Error that names what is wrong with the definition, or what does not run on this platform
 */
export const createMachine = (machine: Pick<Machine, 'name' | 'arn' | 'type' | 'definition'>): Machine => {
  const definition = readDefinition(machine.definition);
  checkTransitions(definition);
  const prepared = prepareDefinition(definition);
  const tasks = new Map(Object.entries(definition.States).map(([name, state]) => [name, tasksOf(name, state)]));
  const callback = [...tasks.values()].flat().find(({ hasToken }) => hasToken);
  if (machine.type === 'EXPRESS' && callback) {
    throw new Error(`An Express state machine cannot wait for a callback, in state "${callback.name}"`);
  }
  const timeoutSeconds = timeLimit(machine.type, definition.TimeoutSeconds);
  const steps = Object.entries(definition.States).map(
    ([name, state]) => [name, createStep(name, state, prepared.States[name] ?? state, tasks.get(name) ?? [])] as const,
  );
  return {
    ...machine,
    created: Date.now(),
    startAt: definition.StartAt,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    steps: new Map(steps),
  };
};
