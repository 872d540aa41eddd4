import { randomUUID } from 'node:crypto';
import { ExecutionAbortedError } from 'aws-local-stepfunctions';
import type { Machine, Run } from './machine.ts';
import { executionKey } from './preparation.ts';
import { TaskError, toData } from './taskError.ts';
import { attemptTask, type TaskSetting } from './tasks.ts';

/** Logs a failure in an execution. */
export type LogFailure = (machine: string, message: string, fields: Record<string, unknown>) => void;

export type ExecutionSetting = Pick<TaskSetting, 'invokeFunction' | 'region' | 'accountId'> & {
  logFailure: LogFailure;
  roleArn: string;
  /** Functions that abort the running executions. */
  running: Set<() => void>;
};

type Outcome = {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** JSON. */
  output?: string;
  error?: string;
  cause?: string;
};

/** An execution that has ended; times are epoch milliseconds. */
export type Execution = Outcome & { executionArn: string; started: number; stopped: number };

const gone = new TaskError('States.Runtime', 'The execution has ended.', { isTerminal: true });

/** Returns the outcome in AWS's format: a cause that only repeats the error's name is left out. */
const failureOf = ({ name, message }: Error, state: string): Outcome => {
  const cause = message === name ? '' : message;
  const text = name === 'States.Runtime' ? `An error occurred while executing the state '${state}'. ${cause}` : cause;
  return { status: 'FAILED', ...(name && { error: name }), ...(text && { cause: text }) };
};

/**
 * Reads the results of states, and the last failed state, from the interpreter's events. States inside a Map or Parallel state are left
 * out, since not all of their events arrive.
 * @throws TaskError `States.DataLimitExceeded` if a state returns more than AWS allows
 */
const review = async ({ states }: Machine, events: Run['eventLogs']) => {
  let output = 'null';
  let failed = '';
  for await (const event of events) {
    if (!('state' in event) || !Object.hasOwn(states, event.state.name)) continue;
    if (event.type === 'StateExited') output = toData(event.state.output, event.state.name);
    if (event.type === 'StateFailed') failed = event.state.name;
  }
  return { output, failed };
};

/** Resolves with the outcome; never for an aborted execution. */
const outcomeOf = async (machine: Machine, { result, eventLogs }: Run): Promise<Outcome> => {
  const [end] = await Promise.allSettled([result]);
  const error = end.status === 'rejected' ? (end.reason as Error) : undefined;
  if (error instanceof ExecutionAbortedError) return new Promise(() => {});
  try {
    const { output, failed } = await review(machine, eventLogs);
    return error ? failureOf(error.cause as Error, failed) : { status: 'SUCCEEDED', output };
  } catch (oversized) {
    return failureOf(oversized as Error, '');
  }
};

/**
 * Runs an execution to its end. Nothing of it is stored, so a name can be reused. Failures are logged, like a LoggingConfiguration with
 * level ERROR on AWS.
 * @param input JSON
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html
 */
export const runExecution = async (
  machine: Machine,
  name: string,
  input: string,
  setting: ExecutionSetting,
): Promise<Execution> => {
  const { region, accountId, roleArn, running } = setting;
  const executionArn = `arn:aws:states:${region}:${accountId}:express:${machine.name}:${name}:${randomUUID()}`;
  const started = Date.now();
  const log = (event: string, details: object) => setting.logFailure(machine.name, event, { executionArn, ...details });
  let isEnded = false;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => {});
  const taskSetting: TaskSetting = { ...setting, log, ended, isEnded: () => isEnded };
  const run = machine.run(JSON.parse(input), {
    attempt: (task, taskInput) => attemptTask(task, taskInput, taskSetting),
    context: {
      [executionKey]: {
        ...{ Id: executionArn, Name: name, RoleArn: roleArn, StartTime: new Date(started).toISOString() },
        Input: JSON.parse(input),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
  });
  const end = () => {
    isEnded = true;
    reject(gone);
    clearTimeout(timer);
    running.delete(abort);
  };
  const abort = () => {
    end();
    run.abort();
  };
  running.add(abort);
  const timedOut = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => {
    abort();
    timedOut.resolve({ status: 'TIMED_OUT', error: 'States.Timeout' });
  }, machine.timeoutSeconds * 1000);
  const outcome = await Promise.race([outcomeOf(machine, run), timedOut.promise]);
  end();
  const { status, error, cause } = outcome;
  if (status === 'FAILED') log('ExecutionFailed', { error, cause });
  if (status === 'TIMED_OUT') log('ExecutionTimedOut', { error });
  return { ...outcome, executionArn, started, stopped: Date.now() };
};
