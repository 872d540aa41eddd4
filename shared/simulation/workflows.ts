import type { MachineSetting } from './deployment.ts';
import type { Functions, Outcome } from './functions.ts';
import { choose, fill, type Json, placed, StateError, selected, type Tree } from './statesLanguage.ts';
import type { World } from './world.ts';

type Catcher = { ErrorEquals: string[]; ResultPath?: string | null; Next: string };
type Retrier = {
  ErrorEquals: string[];
  MaxAttempts?: number;
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
};
type State = Tree & { Type: string; Next?: string; End?: boolean; Retry?: Retrier[]; Catch?: Catcher[] };
type Machine = { StartAt: string; States: Record<string, State>; TimeoutSeconds?: number };

export type ExecutionEnd =
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED' | 'TIMED_OUT'; error: string; cause: string };

/** An execution; `isOver` stops everything of it that still runs. */
type Execution = { id: string; isOver: boolean; steps: number; about: string };

/** How long a transition takes (ms). */
const TRANSITION_MS = 6;

/**
 * Simulates Step Functions: interprets the parts of the Amazon States Language with JSONPath that the state machines use, and rejects the
 * rest.
 *
 * @see https://states-language.net/
 */
export class Workflows {
  readonly #world: World;
  readonly #functions: Functions;
  readonly #machines: Map<string, Machine>;

  constructor(world: World, functions: Functions, settings: MachineSetting[]) {
    this.#world = world;
    this.#functions = functions;
    this.#machines = new Map(settings.map(({ name, definition }) => [name, definition as Machine]));
  }

  /** Runs a machine to its end. */
  async run(name: string, input: string, id: string): Promise<ExecutionEnd> {
    const world = this.#world;
    const machine = this.#machines.get(name);
    if (!machine) throw Object.assign(new Error(`No state machine ${name}`), { name: 'StateMachineDoesNotExist' });
    const execution: Execution = { id, isOver: false, steps: 0, about: '' };
    const work = this.#interpret(machine, JSON.parse(input), execution).then(
      (output): ExecutionEnd => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
      (error: Error): ExecutionEnd => {
        if (!(error instanceof StateError)) throw error;
        return { status: 'FAILED', error: error.name, cause: error.message };
      },
    );
    const seconds = machine.TimeoutSeconds;
    let cancel = () => {};
    const late =
      seconds === undefined
        ? []
        : [
            new Promise<ExecutionEnd>((resolve) => {
              cancel = world.after(seconds * 1000, () =>
                resolve({ status: 'TIMED_OUT', error: 'States.Timeout', cause: '' }),
              );
            }),
          ];
    const end = await Promise.race([work, ...late]);
    cancel();
    execution.isOver = true;
    if (world.hasStory && end.status !== 'SUCCEEDED')
      world.record(`execution ${id} of ${name} ended: ${end.status} ${end.error}`);
    return end;
  }

  async #interpret(machine: Machine, input: Json, execution: Execution): Promise<Json> {
    let data = input;
    let name = machine.StartAt;
    for (;;) {
      const state = machine.States[name];
      if (!state) throw new Error(`The state machine has no state ${name}`);
      await this.#world.sleep(TRANSITION_MS * this.#world.draw(`${execution.id} ${execution.steps}`));
      if (execution.isOver) return new Promise(() => undefined);
      execution.steps += 1;
      const step = await this.#enter(state, name, data, execution);
      data = step.data;
      if (step.next === undefined) return data;
      name = step.next;
    }
  }

  async #enter(
    state: State,
    name: string,
    data: Json,
    execution: Execution,
  ): Promise<{ data: Json; next: string | undefined }> {
    const next = state.End ? undefined : state.Next;
    switch (state.Type) {
      case 'Choice':
        return { data, next: choose(state, data) };
      case 'Pass': {
        const made = 'Result' in state ? state.Result : 'Parameters' in state ? fill(state.Parameters, data) : data;
        return { data: placed(data, state.ResultPath as string | null | undefined, made), next };
      }
      case 'Succeed':
        return {
          data: selected(selected(data, String(state.InputPath ?? '$')), String(state.OutputPath ?? '$')),
          next: undefined,
        };
      case 'Fail':
        throw new StateError(
          String(state.Error ?? selected(data, String(state.ErrorPath))),
          String(state.Cause ?? (state.CausePath === undefined ? '' : selected(data, String(state.CausePath)))),
        );
      case 'Wait':
        await this.#world.sleep(Number(state.Seconds ?? selected(data, String(state.SecondsPath))) * 1000);
        return { data, next };
      case 'Task':
      case 'Map':
        return this.#attempt(state, name, data, execution, next);
      default:
        throw new Error(`The simulation has no state of type ${state.Type}`);
    }
  }

  async #attempt(state: State, name: string, data: Json, execution: Execution, next: string | undefined) {
    const tries = new Map<Retrier, number>();
    const input = state.InputPath === undefined ? data : selected(data, String(state.InputPath));
    for (let count = 0; ; count += 1) {
      try {
        const id = `${execution.id}/${execution.steps}.${count}`;
        const raw =
          state.Type === 'Map' ? await this.#map(state, input, execution) : await this.#task(state, name, input, id);
        const result = state.ResultSelector === undefined ? raw : fill(state.ResultSelector, raw);
        const placedData = placed(data, state.ResultPath as string | null | undefined, result);
        return {
          data: state.OutputPath === undefined ? placedData : selected(placedData, String(state.OutputPath)),
          next,
        };
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        const matches = ({ ErrorEquals }: { ErrorEquals: string[] }) =>
          ErrorEquals.includes(error.name) ||
          (ErrorEquals.includes('States.ALL') && error.name !== 'States.DataLimitExceeded') ||
          (ErrorEquals.includes('States.TaskFailed') && error.name !== 'States.Timeout');
        const retrier = (state.Retry ?? []).find(matches);
        const done = retrier ? (tries.get(retrier) ?? 0) : 0;
        if (retrier && done < (retrier.MaxAttempts ?? 3)) {
          tries.set(retrier, done + 1);
          const pause = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** done;
          const longest = Math.min(pause, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
          await this.#world.sleep(longest * 1000 * this.#world.draw(`${execution.id} ${execution.steps} ${count}`));
          if (execution.isOver) return new Promise<never>(() => undefined);
          continue;
        }
        const catcher = (state.Catch ?? []).find(matches);
        if (!catcher) throw error;
        const found = { Error: error.name, Cause: error.message };
        return { data: placed(data, catcher.ResultPath, found), next: catcher.Next };
      }
    }
  }

  async #task(state: State, name: string, data: Json, id: string): Promise<Json> {
    const functionName = String(state.Resource);
    if (functionName.startsWith('arn:')) throw new Error(`The simulation has no task ${functionName}`);
    const payload = state.Parameters === undefined ? data : fill(state.Parameters, data);
    const world = this.#world;
    if (world.injectsFault(id, 'unavailable', `Lambda for ${name} of ${id}`, 0.5)) {
      throw new StateError('Lambda.ServiceException', 'Service unavailable');
    }
    let cancel = () => {};
    const late = new Promise<Outcome>((resolve) => {
      const end = () => resolve({ errorType: 'States.Timeout', errorMessage: '' });
      cancel = world.after(Number(state.TimeoutSeconds) * 1000, end);
    });
    const outcome = await Promise.race([
      this.#functions.invoke(functionName, JSON.stringify(payload), id, aboutOf(payload)),
      late,
    ]);
    cancel();
    if ('errorType' in outcome) throw new StateError(outcome.errorType, JSON.stringify(outcome));
    return outcome.value === undefined ? null : JSON.parse(outcome.value);
  }

  #map(state: State, data: Json, execution: Execution): Promise<Json[]> {
    const items = selected(data, String(state.ItemsPath ?? '$')) as Json[];
    const processor = (state.ItemProcessor ?? state.Iterator) as Machine;
    const selector = state.ItemSelector ?? state.Parameters;
    return Promise.all(
      items.map((item, index) => {
        const context = { Map: { Item: { Value: item, Index: index } } };
        const own = { id: `${execution.id}/${execution.steps}#${index}`, steps: 0, about: '' };
        const part = Object.defineProperty(own, 'isOver', { get: () => execution.isOver }) as Execution;
        return this.#interpret(processor, selector === undefined ? item : fill(selector, data, context), part);
      }),
    );
  }
}

const aboutOf = (payload: Json): string => {
  const { orderId } = (payload ?? {}) as { orderId?: string };
  return orderId === undefined ? '' : orderId.slice(0, 8);
};
