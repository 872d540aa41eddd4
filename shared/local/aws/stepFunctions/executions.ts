import { randomUUID } from 'node:crypto';
import { StepFunctionsError } from './errors.ts';
import { type ExecutionSetting, type Position, type RunningExecution, runExecution } from './execution.ts';
import { failureJournal, type LogFailure } from './failureJournal.ts';
import { createHistory, type HistoryEvent, maxEvents } from './history.ts';
import type { Machine } from './machine.ts';
import type { ExecutionFilter, ExecutionRow, ExecutionStore, Outcome } from './store.ts';

/** The executions of all state machines. Those that run are in memory, the others only in the store. */
export type Executions = {
  /**
   * @param input JSON
   * @throws StepFunctionsError `ExecutionAlreadyExists` unless the same name runs with the same input, which is then the answer
   */
  start(machine: Machine, name: string, input: string): ExecutionRow;
  /** Runs an execution of an Express state machine to its end. Nothing of it is kept, so a name may come again. */
  runExpress(machine: Machine, name: string, input: string): Promise<ExpressExecution>;
  /** @throws StepFunctionsError `ExecutionDoesNotExist` */
  get(executionArn: string): ExecutionRow;
  list(filter: ExecutionFilter): ExecutionRow[];
  history(executionArn: string): HistoryEvent[];
  /** Stops an execution that runs; one that is closed already stays as it is. Returns when it was stopped. */
  stop(executionArn: string, error?: string, cause?: string): number;
  /**
   * Continues an unsuccessful execution from the state that failed, with that state's input. Returns when, in epoch milliseconds.
   * @throws StepFunctionsError `ExecutionNotRedrivable`
   */
  redrive(executionArn: string, clientToken?: string): number;
  arnOf(row: Pick<ExecutionRow, 'machine' | 'name'>): string;
  /** Continues every execution that was running when the last process ended, if its state machine is there. */
  resume(): void;
  close(): void;
};

export type ExpressExecution = Outcome & { executionArn: string; started: number };

type ExecutionsOptions = Omit<ExecutionSetting, 'store' | 'executionArn' | 'onClosed'> & {
  store: ExecutionStore;
  logFailure: LogFailure;
  findMachine(name: string): Machine | undefined;
};

const redrivable = ['FAILED', 'ABORTED', 'TIMED_OUT'];

/** Why an execution cannot be redriven; undefined when it can. */
export const redriveRefusal = ({ status }: ExecutionRow): string | undefined => {
  if (redrivable.includes(status)) return undefined;
  return status === 'RUNNING'
    ? 'Execution is RUNNING and cannot be redriven'
    : `Execution is ${status} and cannot be redriven`;
};

/** The row of an execution that has just begun. */
const newRow = ({ name: machine }: Machine, name: string, input: string): ExecutionRow => ({
  id: 0,
  machine,
  name,
  status: 'RUNNING',
  input,
  output: null,
  error: null,
  cause: null,
  started: Date.now(),
  stopped: null,
  redrives: 0,
  redriven: null,
  redriveToken: null,
});

const firstPosition = (row: ExecutionRow, { startAt }: Machine): Position => ({
  state: startAt,
  input: JSON.parse(row.input),
  entered: row.started,
  lastEventId: 0,
});

/** Reads from the store which state was entered last: every entry is stored, so it is where the execution stands. */
const lastPosition = (store: ExecutionStore, row: ExecutionRow, machine: Machine): Position => {
  let lastEventId = 0;
  for (const events of store.newestHistory(row.id)) {
    lastEventId ||= events.at(-1)?.id ?? 0;
    const entry = events.findLast(
      ({ stateEnteredEventDetails: details }) => details && machine.steps.has(details.name),
    );
    const details = entry?.stateEnteredEventDetails;
    if (entry && details) {
      const { name: state, input } = details;
      return { state, input: JSON.parse(input), entered: entry.timestamp * 1000, lastEventId };
    }
  }
  return firstPosition(row, machine);
};

export const createExecutions = (options: ExecutionsOptions): Executions => {
  const { store, findMachine, region, accountId } = options;
  const running = new Map<number, RunningExecution>();
  const runningExpress = new Set<RunningExecution>();

  const arnOf: Executions['arnOf'] = ({ machine, name }) =>
    `arn:aws:states:${region}:${accountId}:execution:${machine}:${name}`;
  const run = (machine: Machine, row: ExecutionRow, position: Position): void => {
    const onClosed = () => void running.delete(row.id);
    running.set(row.id, runExecution(machine, row, position, { ...options, executionArn: arnOf(row), onClosed }));
  };
  const get: Executions['get'] = (executionArn) => {
    const [, machine = '', name = ''] =
      /^arn:aws:states:[\w-]+:\d{12}:execution:([^:]+):([^:]+)$/.exec(executionArn) ?? [];
    if (name === '') throw new StepFunctionsError('InvalidArn', `Invalid Arn: '${executionArn}'`);
    const row = store.find(machine, name);
    if (row && row.status !== 'DROPPED' && arnOf(row) === executionArn) return row;
    throw new StepFunctionsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  };
  /** Of a callback that an earlier process waited for. Inside a Map or Parallel state all begins anew, so old tokens end. */
  const waitingToken = (row: ExecutionRow, position: Position): string | undefined => {
    const token = store.tokensOf(row.id).findLast(({ state }) => state === position.state)?.token;
    if (token === undefined) store.forgetTokensOf(row.id);
    return token;
  };

  return {
    arnOf,
    get,
    start: (machine, name, input) => {
      const id = store.add({ machine: machine.name, name, input, started: Date.now() });
      const row = store.find(machine.name, name);
      if (!row) throw new Error(`Execution ${name} was not stored.`);
      if (id === undefined) {
        if (row.status === 'RUNNING' && row.input === input) return row;
        throw new StepFunctionsError('ExecutionAlreadyExists', `Execution Already Exists: '${arnOf(row)}'`);
      }
      run(machine, row, firstPosition(row, machine));
      return row;
    },
    runExpress: async (machine, name, input) => {
      const row = newRow(machine, name, input);
      const executionArn = `arn:aws:states:${region}:${accountId}:express:${machine.name}:${name}:${randomUUID()}`;
      const journal = failureJournal(executionArn, machine, options.logFailure);
      const onClosed = () => void runningExpress.delete(execution);
      const setting = { ...options, store: journal, executionArn, onClosed };
      const execution = runExecution(machine, row, firstPosition(row, machine), setting);
      runningExpress.add(execution);
      return { ...(await execution.closed), executionArn, started: row.started };
    },
    list: store.list,
    history: (executionArn) => {
      const { id } = get(executionArn);
      return [...store.history(id), ...(running.get(id)?.pendingEvents() ?? [])];
    },
    stop: (executionArn, error, cause) => {
      const row = get(executionArn);
      if (row.status !== 'RUNNING') return row.stopped ?? row.started;
      const execution = running.get(row.id);
      if (execution) execution.stop(error, cause);
      else {
        const history = createHistory(store.history(row.id).at(-1)?.id ?? 0);
        history.add('ExecutionAborted', { error, cause });
        store.finish(row.id, history.take(), { status: 'ABORTED', error, cause, stopped: Date.now() });
      }
      return get(executionArn).stopped ?? Date.now();
    },
    redrive: (executionArn, clientToken) => {
      const row = get(executionArn);
      if (clientToken !== undefined && row.redriveToken === clientToken && row.redriven !== null) return row.redriven;
      const machine = findMachine(row.machine);
      const reason = machine ? redriveRefusal(row) : `State machine ${row.machine} does not exist`;
      if (reason !== undefined || !machine) throw new StepFunctionsError('ExecutionNotRedrivable', reason ?? '');
      const position = lastPosition(store, row, machine);
      if (position.lastEventId >= maxEvents) {
        throw new StepFunctionsError('ExecutionNotRedrivable', 'Execution history has too many events');
      }
      const history = createHistory(position.lastEventId);
      const lastEventId = history.add('ExecutionRedriven', { redriveCount: row.redrives + 1 });
      const at = Date.now();
      store.redrive(row.id, history.take(), { at, token: clientToken ?? null });
      run(machine, get(executionArn), { ...position, entered: at, lastEventId });
      return at;
    },
    resume: () => {
      for (const row of store.running()) {
        const machine = findMachine(row.machine);
        if (!machine || running.has(row.id)) continue;
        const position = lastPosition(store, row, machine);
        run(machine, row, { ...position, token: waitingToken(row, position) });
      }
    },
    close: () => {
      for (const execution of [...running.values(), ...runningExpress]) execution.leave();
      running.clear();
      runningExpress.clear();
    },
  };
};
