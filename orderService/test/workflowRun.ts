import { StateMachine } from 'aws-local-stepfunctions';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { order } from './samples.ts';

type State = {
  Type: string;
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[]; MaxAttempts: number; IntervalSeconds?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
};
export type Definition = { States: Record<string, State> };

/** A task's work in the place of its function; of a list one entry for each time, the last for all that follow. */
type Work = (input: object) => unknown;
export type Works = Record<string, Work | Work[]>;

const { orderId, customerId, correlationId } = order();

type Input = {
  orderId: string;
  customerId: string;
  items: { productId: string; quantity: number }[];
  correlationId: string;
};

/** What an execution is begun with. */
export const input: Input = { orderId, customerId, items: [{ productId: 'p', quantity: 3 }], correlationId };

/** The tasks of a workflow by their names. */
export const tasksOf = ({ States }: Definition): [string, State][] =>
  Object.entries(States).filter(([, { Type }]) => Type === 'Task');

/**
 * Runs a workflow without waiting between attempts.
 *
 * @param works what is done by a task; one that is not named answers nothing
 * @returns the states that were entered, `succeeded` or the error that it ended with, and what each task was last given
 */
export const runWorkflow = async (definition: Definition, given: Input & { dueAt?: string }, works: Works = {}) => {
  const resolved = JSON.parse(JSON.stringify(definition), (key, value) => {
    if (key === 'Resource') return 'arn:aws:lambda:eu-west-1:000000000000:function:task';
    return key === 'taskToken.$' ? '$.orderId' : value; // this runner has no tokens
  });
  const tasks = tasksOf(definition).map(([name]) => name);
  const inputs: Record<string, object> = {};
  const handlers = tasks.map((name) => {
    const turns = [works[name] ?? []].flat();
    return [
      name,
      async (taken: object) => {
        inputs[name] = taken;
        return (turns.length > 1 ? turns.shift() : turns[0])?.(taken) ?? null;
      },
    ];
  });
  const execution = new StateMachine(resolved).run(given, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      retryIntervalOverrides: Object.fromEntries(tasks.map((name) => [name, 0])),
    },
  });
  const path: string[] = [];
  const logs = (async () => {
    for await (const entry of execution.eventLogs) {
      if (entry.type === 'StateEntered') path.push(entry.state.name);
    }
  })();
  const outcome = await execution.result.then(
    () => 'succeeded',
    (error: Error) => error.name,
  );
  await logs;
  return { path, outcome, inputs };
};

/** Work that fails with an error of this name. */
export const refuse = (name: string) => () => {
  throw awsError(name);
};
