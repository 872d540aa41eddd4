import { setImmediate } from 'node:timers/promises';
import { toFunctionError } from '../../lambdaFunction.ts';
import { InvocationRefused } from '../../lambdaRuntime.ts';
import type { History } from './history.ts';
import type { Definition, State } from './language.ts';
import { maxTimerSeconds } from './language.ts';
import { TaskError, toData } from './taskError.ts';
import type { TaskTokens } from './taskTokens.ts';

/** Invokes a Lambda function; what it throws becomes the error of the task. */
export type InvokeFunction = (functionArn: string, payload: unknown) => Promise<unknown>;

/** A Task state, ready to run. */
export type Task = {
  name: string;
  /** ARN of the function where it is the state's own resource; undefined where the task's input names it. */
  functionArn?: string;
  hasToken: boolean;
  /** Inside a Map or Parallel state. */
  isNested: boolean;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
};

/** What the tasks of one execution share. */
export type TaskSetting = {
  execution: number;
  history: History;
  /** Aborted once the execution is closed or the platform stops. */
  signal: AbortSignal;
  /** Rejects with a terminal error at the same time. */
  ended: Promise<never>;
  tokens: TaskTokens;
  invokeFunction: InvokeFunction;
  region: string;
  accountId: string;
  /** The token that the task's Parameters have just seen. */
  takeToken(): string;
  /** Tells the interpreter how long the attempt that begins may take. */
  limit(seconds: number): void;
};

const invokeResource = 'arn:aws:states:::lambda:invoke';
const callbackResource = `${invokeResource}.waitForTaskToken`;
const tokenPath = '$$.Task.Token';

const refuse = (name: string, what: string): never => {
  throw new Error(`Not supported in a state machine on this platform: ${what}, in state "${name}"`);
};

const checkInvocation = (name: string, { Parameters, HeartbeatSeconds }: State, hasToken: boolean): void => {
  const parameters = Object(Parameters) as Record<string, unknown>;
  for (const [parameter, value] of Object.entries(parameters)) {
    const isKnown = /^(FunctionName|Payload)(\.\$)?$/.test(parameter);
    const isDefault = parameter === 'InvocationType' && value === 'RequestResponse';
    if (!isKnown && !isDefault) refuse(name, `the parameter "${parameter}"`);
  }
  if (!('FunctionName' in parameters) && !('FunctionName.$' in parameters)) refuse(name, 'a task without FunctionName');
  if (hasToken && !JSON.stringify(parameters).includes(tokenPath)) refuse(name, `a callback without "${tokenPath}"`);
  if (!hasToken && HeartbeatSeconds !== undefined) refuse(name, 'HeartbeatSeconds without a callback');
};

const readTask = (name: string, state: State, isNested: boolean): Task => {
  const { Resource = '', TimeoutSeconds, HeartbeatSeconds } = state;
  const limits = {
    ...(TimeoutSeconds !== undefined && { timeoutSeconds: Math.min(TimeoutSeconds, maxTimerSeconds) }),
    ...(HeartbeatSeconds !== undefined && { heartbeatSeconds: Math.min(HeartbeatSeconds, maxTimerSeconds) }),
  };
  if (/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(Resource)) {
    if (HeartbeatSeconds !== undefined) refuse(name, 'HeartbeatSeconds without a callback');
    return { name, functionArn: Resource, hasToken: false, isNested, ...limits };
  }
  const hasToken = Resource === callbackResource;
  if (!hasToken && Resource !== invokeResource) refuse(name, `the Resource "${Resource}"`);
  checkInvocation(name, state, hasToken);
  return { name, hasToken, isNested, ...limits };
};

/**
 * The tasks of a state: itself, or all that a Map or Parallel state has inside.
 * @throws Error that names a resource or parameter that does not work here
 */
export const tasksOf = (name: string, state: State, isNested = false): Task[] => {
  if (state.Type === 'Task') return [readTask(name, state, isNested)];
  const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator];
  return inner
    .filter((definition): definition is Definition => definition !== undefined)
    .flatMap(({ States }) => Object.entries(States))
    .flatMap(([innerName, innerState]) => tasksOf(innerName, innerState, true));
};

/** Writes one attempt of a task into the history, in the events of its kind of resource; nothing once the attempt is over. */
const attemptLog = ({ functionArn, hasToken, timeoutSeconds }: Task, { history, region }: TaskSetting) => {
  const kind = functionArn === undefined ? 'Task' : 'LambdaFunction';
  const shared =
    functionArn === undefined
      ? { resourceType: 'lambda', resource: hasToken ? 'invoke.waitForTaskToken' : 'invoke' }
      : undefined;
  const limit = timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds };
  let isOpen = true;
  const close = (type: string, details: Record<string, unknown>) => {
    if (isOpen) history.add(`${kind}${type}`, { ...shared, ...details });
    isOpen = false;
  };
  return {
    start: (input: string) => {
      const work = shared ? { ...shared, region, parameters: input } : { resource: functionArn, input };
      history.add(`${kind}Scheduled`, { ...work, ...limit });
      history.add(`${kind}Started`, shared);
    },
    submitted: (output: string) => {
      if (isOpen) history.add('TaskSubmitted', { ...shared, output });
    },
    succeeded: (output: string) => close('Succeeded', { output }),
    failed: ({ name: error, message: cause }: TaskError) => {
      const isTimeout = error === 'States.HeartbeatTimeout';
      close(isTimeout ? 'TimedOut' : 'Failed', { error, ...(cause && { cause }) });
    },
    timedOut: () => close('TimedOut', { error: 'States.Timeout' }),
  };
};

const toTaskError = (thrown: unknown): TaskError => {
  if (thrown instanceof TaskError) return thrown;
  if (thrown instanceof InvocationRefused) return new TaskError(`Lambda.${thrown.name}`, thrown.message);
  const { errorType, errorMessage, trace = [] } = toFunctionError(thrown).payload;
  return new TaskError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
};

type Invocation = { functionArn: string; payload: unknown };

const invocationOf = ({ functionArn }: Task, input: unknown, { region, accountId }: TaskSetting): Invocation => {
  if (functionArn !== undefined) return { functionArn, payload: input };
  const { FunctionName, Payload = {} } = Object(input) as { FunctionName?: unknown; Payload?: unknown };
  const name = String(FunctionName);
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return { functionArn: arn, payload: Payload };
};

/** Hands the token to the function, unless that was done before a restart, and waits for whoever has the token to call back. */
const awaitCallback = async (
  task: Task,
  token: string,
  { functionArn, payload }: Invocation,
  setting: TaskSetting,
  submitted: (output: string) => void,
): Promise<unknown> => {
  const { tokens, invokeFunction, execution } = setting;
  const callback = tokens.wait(token, { execution, state: task.name }, task.heartbeatSeconds);
  if (tokens.isSubmitted(token)) return callback;
  const invocation = invokeFunction(functionArn, payload).then((result) => {
    submitted(toData({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: result ?? null }, task.name));
    if (!setting.signal.aborted) tokens.markSubmitted(token);
    return callback;
  });
  return Promise.race([callback, invocation]);
};

const perform = async (task: Task, input: unknown, setting: TaskSetting): Promise<unknown> => {
  const { functionArn, payload } = invocationOf(task, input, setting);
  const result = await setting.invokeFunction(functionArn, payload);
  return task.functionArn === undefined
    ? { ExecutedVersion: '$LATEST', Payload: result ?? null, StatusCode: 200 }
    : result;
};

/**
 * The seconds after which an attempt ends, undefined where nothing limits it. A callback's are counted from when its task was scheduled,
 * also before a restart; what is invoked anew has all of its time.
 */
const secondsLeft = (task: Task, token: string | undefined, setting: TaskSetting): number | undefined => {
  const { timeoutSeconds } = task;
  if (timeoutSeconds === undefined || token === undefined || task.isNested) return timeoutSeconds;
  const left = Math.max(1, Math.ceil(timeoutSeconds - setting.tokens.age(token) / 1000)); // the interpreter takes whole ones
  setting.limit(left);
  return left;
};

/**
 * Makes one attempt at a task: what the interpreter calls for a Task state, first and after each wait of a Retry.
 * The interpreter itself ends the attempt after TimeoutSeconds; here that is only written down.
 * @throws TaskError
 */
export const attemptTask = async (task: Task, input: unknown, setting: TaskSetting): Promise<unknown> => {
  const token = task.hasToken ? setting.takeToken() : undefined; // at once: the next task's Parameters get a new one
  if (setting.signal.aborted) return setting.ended;
  const seconds = secondsLeft(task, token, setting);
  if (task.isNested) await setImmediate(); // lets the interpreter report first that it has entered the state
  const attempt = attemptLog(task, setting);
  const leave = () => token !== undefined && setting.tokens.leave(token, setting.signal.aborted);
  const expire = () => {
    attempt.timedOut();
    leave();
  };
  attempt.start(toData(input, task.name));
  const timer = seconds === undefined ? undefined : setTimeout(expire, seconds * 1000);
  try {
    const work =
      token === undefined
        ? perform(task, input, setting)
        : awaitCallback(task, token, invocationOf(task, input, setting), setting, attempt.submitted);
    const output = toData(await Promise.race([work, setting.ended]), task.name);
    attempt.succeeded(output);
    return JSON.parse(output);
  } catch (thrown) {
    const error = toTaskError(thrown);
    attempt.failed(error);
    throw error;
  } finally {
    clearTimeout(timer);
    leave();
  }
};
