import { createExecutionContext } from './executionContext.ts';
import { createHistory, type HistoryEvent, maxEvents } from './history.ts';
import { maxTimerSeconds } from './language.ts';
import type { Machine, Step } from './machine.ts';
import { recordNestedEvents } from './nestedEvents.ts';
import type { ExecutionRow, ExecutionStore, Outcome } from './store.ts';
import { TaskError, toData } from './taskError.ts';
import { attemptTask, type InvokeFunction, type TaskSetting } from './tasks.ts';
import type { TaskTokens } from './taskTokens.ts';

/** Where an execution stands. */
export type Position = {
  state: string;
  input: unknown;
  /** When the state was entered, in epoch milliseconds. */
  entered: number;
  /** 0 where the history has nothing yet: the entry into the first state is stored by the execution itself. */
  lastEventId: number;
  /** The token with which the state was waiting for a callback. */
  token?: string | undefined;
};

/** Where an execution is written down as it goes on. */
export type Journal = Pick<ExecutionStore, 'append' | 'finish'>;

export type ExecutionSetting = {
  store: Journal;
  tokens: TaskTokens;
  invokeFunction: InvokeFunction;
  region: string;
  accountId: string;
  roleArn: string;
  executionArn: string;
  /** Called once, when the execution is closed. */
  onClosed(): void;
};

export type RunningExecution = {
  /** Resolves when the execution is closed; never when it is let go of. */
  closed: Promise<Outcome>;
  /** Events that are not in the store yet. */
  pendingEvents(): readonly HistoryEvent[];
  /** Closes the execution before its end. */
  stop(error?: string, cause?: string): void;
  /** Lets go of the execution without closing it: a later process takes it up. */
  leave(): void;
};

type Ending = Pick<Outcome, 'output' | 'error' | 'cause'>;

const endingEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
};

/** The error with which a state ended, in the words of AWS: a cause that only repeats the error's name is none. */
const failureOf = (thrown: unknown, state: string, eventId: number): Ending => {
  const reason = thrown instanceof TaskError ? thrown : (thrown as Error).cause;
  const { name, message } = (reason ?? thrown) as Error;
  const cause = message === name ? '' : message;
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${eventId}). `;
  const text = name === 'States.Runtime' ? `${where}${cause}` : cause;
  return { ...(name && { error: name }), ...(text && { cause: text }) };
};

/** What is left of a fixed wait that began at `entered`. */
const remainingWait = ({ state }: Step, entered: number): { waitMs?: number } =>
  state.Type === 'Wait' && state.Seconds !== undefined
    ? { waitMs: Math.max(0, entered + state.Seconds * 1000 - Date.now()) }
    : {};

const runStep = async (
  step: Step,
  { input, entered }: { input: unknown; entered: number },
  context: ReturnType<typeof createExecutionContext>,
  setting: TaskSetting & { isRecorded: boolean },
) => {
  context.enter(step.name, entered);
  const run = step.run(input, {
    context: context.values,
    attempt: (task, taskInput) => {
      const attempt = attemptTask(task, taskInput, setting);
      context.countAttempt();
      return attempt;
    },
    ...remainingWait(step, entered),
  });
  setting.signal.addEventListener('abort', run.abort, { once: true });
  const hasInner = setting.isRecorded && (step.state.Type === 'Map' || step.state.Type === 'Parallel');
  const recorded = hasInner ? recordNestedEvents(step, run.events, setting.history) : undefined;
  try {
    return await run.result;
  } finally {
    await recorded;
    setting.signal.removeEventListener('abort', run.abort);
  }
};

const gone = new TaskError('States.Runtime', 'The execution has ended.', { isTerminal: true });

/** The end of an execution, which comes once: by itself, by a call, or because this process lets go of it. */
const createEnding = () => {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  return {
    signal: controller.signal,
    ended: promise,
    end: () => {
      controller.abort(gone);
      reject(gone);
    },
  };
};

/** Runs an execution from `position` to its end. Each state that is entered is stored before anything of it is done. */
export const runExecution = (
  machine: Machine,
  row: ExecutionRow,
  position: Position,
  setting: ExecutionSetting,
): RunningExecution => {
  const { store } = setting;
  const { signal, ended, end } = createEnding();
  const history = createHistory(position.lastEventId);
  const context = createExecutionContext({ ...setting, machine, row, token: position.token });
  const isExpress = machine.type === 'EXPRESS';
  const taskSetting = {
    ...setting,
    isRecorded: !isExpress,
    execution: row.id,
    history,
    signal,
    ended,
    takeToken: context.takeToken,
    limit: context.limit,
  };

  const stopWork = (): void => {
    clearTimeout(timer);
    end();
  };
  const closed = Promise.withResolvers<Outcome>();
  const close = (status: Outcome['status'], ending: Ending): void => {
    if (signal.aborted) return;
    history.add(endingEvents[status], ending);
    const outcome = { status, ...ending, stopped: Date.now() };
    store.finish(row.id, history.take(), outcome);
    stopWork();
    setting.onClosed();
    closed.resolve(outcome);
  };
  let endsTokens = false;
  const enter = (step: Step, input: unknown): { eventId: number; entered: number } => {
    const isFirst = history.pending().length === 1 && position.lastEventId === 0;
    const data = { name: step.name, input: JSON.stringify(input) };
    const eventId = history.add(`${step.state.Type}StateEntered`, data);
    if (isFirst) return { eventId, entered: position.entered };
    store.append(row.id, history.take(), { endsTokens });
    return { eventId, entered: Date.now() };
  };
  /** Takes the step and returns the one after it; undefined when the execution is closed. */
  const take = async (step: Step, input: unknown, { eventId, entered }: { eventId: number; entered: number }) => {
    try {
      const { next, output } = await runStep(step, { input, entered }, context, taskSetting);
      if (signal.aborted) return undefined;
      const data = toData(output, step.name);
      history.add(`${step.state.Type}StateExited`, { name: step.name, output: data });
      if (eventId > maxEvents && !isExpress)
        throw new TaskError('States.Runtime', `The history has more than ${maxEvents} events.`);
      if (next !== undefined) return { name: next, input: output };
      close('SUCCEEDED', { output: data });
    } catch (thrown) {
      close('FAILED', failureOf(thrown, step.name, eventId));
    }
    return undefined;
  };
  const drive = async (): Promise<void> => {
    let current: { name: string; input: unknown } | undefined = { name: position.state, input: position.input };
    let isEntered = position.lastEventId > 0;
    if (!isEntered) history.add('ExecutionStarted', { input: row.input, roleArn: setting.roleArn });
    while (current && !signal.aborted) {
      const { name, input }: { name: string; input: unknown } = current;
      const step = machine.steps.get(name);
      // Only after a restart with a definition that no longer has it.
      if (!step) return close('FAILED', { error: 'States.Runtime', cause: `There is no state '${name}'.` });
      const { lastEventId: eventId, entered } = position;
      const entry = isEntered ? { eventId, entered } : enter(step, input);
      isEntered = false;
      current = await take(step, input, entry);
      endsTokens = step.tasks.some(({ hasToken }) => hasToken);
    }
  };

  const limit = (machine.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const left = (row.redriven ?? row.started) + limit - Date.now();
  const expire = () => close('TIMED_OUT', { error: 'States.Timeout' });
  const timer = left > maxTimerSeconds * 1000 ? undefined : setTimeout(expire, left);
  setImmediate(() => void drive()); // the caller answers first
  return {
    closed: closed.promise,
    pendingEvents: history.pending,
    stop: (error, cause) => close('ABORTED', { error, cause }),
    leave: () => {
      stopWork();
      store.append(row.id, history.take());
    },
  };
};
