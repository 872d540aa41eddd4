import { toFunctionError } from '../../functions/lambdaFunction.ts';
import { InvocationRefused } from '../../functions/lambdaRuntime.ts';
import { type Definition, maxTimerSeconds, type State } from './language.ts';
import { TaskError, toData } from './taskError.ts';

/** Invokes a Lambda function; its error becomes the error of the task. */
export type InvokeFunction = (functionArn: string, payload: unknown) => Promise<unknown>;

/** A Task state, ready to run. */
export type Task = {
  name: string;
  /** ARN of the function if it is the state's resource; `undefined` if the task's input names it. */
  functionArn?: string;
  timeoutSeconds?: number;
};

/** The shared context of an execution's tasks. */
export type TaskSetting = {
  invokeFunction: InvokeFunction;
  region: string;
  accountId: string;
  /** Rejects with a terminal error once the execution has ended: nothing waits for its tasks any more. */
  ended: Promise<never>;
  isEnded(): boolean;
  /** Logs an event of the execution. */
  log(event: string, details: object): void;
};

const invokeResource = 'arn:aws:states:::lambda:invoke';

const refuse = (name: string, what: string): never => {
  throw new Error(`Not supported in a state machine on this platform: ${what}, in state "${name}"`);
};

const checkInvocation = (name: string, { Parameters }: State): void => {
  const parameters = Object(Parameters) as Record<string, unknown>;
  for (const [parameter, value] of Object.entries(parameters)) {
    const isKnown = /^(FunctionName|Payload)(\.\$)?$/.test(parameter);
    const isDefault = parameter === 'InvocationType' && value === 'RequestResponse';
    if (!isKnown && !isDefault) refuse(name, `the parameter "${parameter}"`);
  }
  if (!('FunctionName' in parameters) && !('FunctionName.$' in parameters)) refuse(name, 'a task without FunctionName');
};

const readTask = (name: string, state: State): Task => {
  const { Resource = '', TimeoutSeconds } = state;
  const limit = TimeoutSeconds === undefined ? {} : { timeoutSeconds: Math.min(TimeoutSeconds, maxTimerSeconds) };
  if (/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(Resource)) {
    return { name, functionArn: Resource, ...limit };
  }
  if (Resource !== invokeResource) refuse(name, `the Resource "${Resource}"`);
  checkInvocation(name, state);
  return { name, ...limit };
};

/**
 * The tasks of a definition, with those inside its Map and Parallel states.
 * @throws Error that names a resource or parameter that does not work here
 */
export const tasksOf = ({ States }: Definition): Task[] =>
  Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Task') return [readTask(name, state)];
    const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator];
    return inner.flatMap((definition) => (definition ? tasksOf(definition) : []));
  });

/** Logs the failure of an attempt, as events of the task's kind of resource; nothing once the attempt has ended. */
const attemptLog = ({ functionArn, timeoutSeconds }: Task, { log }: TaskSetting) => {
  const [kind, resource] =
    functionArn === undefined ? ['Task', { resourceType: 'lambda', resource: 'invoke' }] : ['LambdaFunction', {}];
  let isOver = false;
  const end = (event: string, error: string, cause?: string) => {
    if (!isOver) log(`${kind}${event}`, { ...resource, error, ...(cause && { cause }) });
    isOver = true;
  };
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => end('TimedOut', 'States.Timeout'), timeoutSeconds * 1000);
  return {
    failed: ({ name, message }: TaskError) => end('Failed', name, message),
    close: () => clearTimeout(timer),
  };
};

const toTaskError = (thrown: unknown): TaskError => {
  if (thrown instanceof TaskError) return thrown;
  if (thrown instanceof InvocationRefused) return new TaskError(`Lambda.${thrown.name}`, thrown.message);
  const { errorType, errorMessage, trace = [] } = toFunctionError(thrown).payload;
  return new TaskError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
};

const perform = async (task: Task, input: unknown, setting: TaskSetting): Promise<unknown> => {
  const { invokeFunction, region, accountId } = setting;
  if (task.functionArn !== undefined) return invokeFunction(task.functionArn, input);
  const { FunctionName, Payload = {} } = Object(input) as { FunctionName?: unknown; Payload?: unknown };
  const name = String(FunctionName);
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const result = await invokeFunction(arn, Payload);
  return { ExecutedVersion: '$LATEST', Payload: result ?? null, StatusCode: 200 };
};

/**
 * Makes one attempt at a task. The interpreter calls it for a Task state, initially and after each wait of a Retry. The interpreter
 * itself ends the attempt after TimeoutSeconds; here that is only logged.
 * @throws TaskError
 */
export const attemptTask = async (task: Task, input: unknown, setting: TaskSetting): Promise<unknown> => {
  if (setting.isEnded()) return setting.ended; // the interpreter continues after an interrupted wait
  const attempt = attemptLog(task, setting);
  try {
    toData(input, task.name);
    const output = await Promise.race([perform(task, input, setting), setting.ended]);
    return JSON.parse(toData(output, task.name));
  } catch (thrown) {
    const error = toTaskError(thrown);
    if (!setting.isEnded()) attempt.failed(error);
    throw error;
  } finally {
    attempt.close();
  }
};
