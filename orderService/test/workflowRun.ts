import { createRequire } from 'node:module';
import type { Definition, State } from '@ecommerce/platform/step-functions/language';
import { prepareDefinition } from '@ecommerce/platform/step-functions/preparation';
import { StateMachine } from 'aws-local-stepfunctions';
import { awsError } from '../../shared/test/sdkCalls.ts';

export const definition: Definition = createRequire(import.meta.url)('../orderWorkflow.cjs');

/** What a task does; of a list one entry for each time, the last for all that follow. */
type Work = (input: never) => unknown;
export type Works = Record<string, Work | Work[]>;

/** All states of the workflow by their names, those for each order included. */
export const states: Record<string, State> = {
  ...definition.States,
  ...definition.States.ForEachOrder?.ItemProcessor?.States,
};

/** The tasks of the workflow by their names. */
export const tasks: [string, State][] = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

/** The definition as this runner takes it: each function has its task's name. */
const runnable = prepareDefinition(
  JSON.parse(JSON.stringify(definition), (key, value) =>
    key === 'Resource' ? 'arn:aws:lambda:eu-west-1:000000000000:function:task' : value,
  ),
);

/**
 * Runs the workflow without waiting between attempts.
 *
 * @param works what each task does; one that is not named answers nothing
 * @returns the states that were entered, `succeeded` or the error that it ended with, its output, and what each task was given
 */
export const runWorkflow = async (orderIds: string[], works: Works) => {
  const inputs: Record<string, object[]> = {};
  const handlers = tasks.map(([name]) => {
    const turns = [works[name] ?? []].flat();
    return [
      name,
      async (input: object) => {
        inputs[name] = [...(inputs[name] ?? []), input];
        const work = turns.length > 1 ? turns.shift() : turns[0];
        return JSON.parse(JSON.stringify((await work?.(input as never)) ?? null));
      },
    ];
  });
  const machine = new StateMachine(runnable as never, { validationOptions: { noValidate: true } });
  const execution = machine.run(
    { orderIds },
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers),
        retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
      },
    },
  );
  const path: string[] = [];
  const logs = (async () => {
    for await (const entry of execution.eventLogs) {
      if (entry.type === 'StateEntered') path.push(entry.state.name);
    }
  })();
  const { outcome, output } = await execution.result.then(
    (value) => ({ outcome: 'succeeded', output: value as unknown }),
    (error: Error) => ({ outcome: error.name, output: undefined }),
  );
  await logs;
  return { path, outcome, output, inputs };
};

/** Work that fails with an error of this name. */
export const refuse = (name: string) => () => {
  throw awsError(name);
};
