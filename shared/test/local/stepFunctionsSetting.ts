import { setTimeout } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { startStepFunctions } from '../../local/aws/stepFunctions.ts';

export const region = 'eu-west-1';
export const accountId = '000000000000';

export const functionArn = (name: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

/** A Task state that invokes a function by the function's own ARN. */
export const call = (name: string, fields: object = { End: true }) => ({
  Type: 'Task',
  Resource: functionArn(name),
  ...fields,
});

/** An error as a handler throws it. */
export const named = (name: string, message = 'no luck') => Object.assign(new Error(message), { name });

export type Functions = Record<string, (payload: unknown) => unknown>;

/** Talks to the Step Functions at `url` with the SDK. */
export const connect = (url: string) => {
  const client = new SFNClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const describe = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));
  const until = async (
    executionArn: string,
    isReached: (execution: DescribeExecutionCommandOutput) => boolean,
  ): Promise<DescribeExecutionCommandOutput> => {
    for (let waited = 0; waited < 10_000; waited += 10) {
      const execution = await describe(executionArn);
      if (isReached(execution)) return execution;
      await setTimeout(10);
    }
    throw new Error(`${executionArn} did not get there.`);
  };
  const start = async (machine: string, input: unknown = {}, name?: string): Promise<string> => {
    const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${machine}`;
    const request = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name });
    return (await client.send(request)).executionArn ?? '';
  };
  const finished = (executionArn: string) => until(executionArn, ({ status }) => status !== 'RUNNING');
  return {
    client,
    start,
    finished,
    /** Runs an execution to its end. */
    run: async (machine: string, input?: unknown) => finished(await start(machine, input)),
    events: async (executionArn = ''): Promise<HistoryEvent[]> =>
      (await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [],
  };
};

const opened: (() => Promise<void>)[] = [];

/** Closes every setting that was started since the last time: for `afterAll`, so that a test that fails leaves nothing open. */
export const closeSettings = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((close) => close()));
};

/** Step Functions with these functions, in memory; `define` makes a state machine of its states, the first of which comes first. */
export const startSetting = async (functions: Functions, keptExecutions?: number) => {
  const failures: Record<string, unknown>[] = [];
  const stepFunctions = await startStepFunctions({
    logFailure: (machine, message, fields) => failures.push({ machine, message, ...fields }),
    port: 0,
    region,
    accountId,
    ...(keptExecutions !== undefined && { keptExecutions }),
    invokeFunction: async (arn, payload) => functions[arn.split(':').at(6) ?? '']?.(payload),
  });
  const connection = connect(stepFunctions.url);
  opened.push(async () => {
    connection.client.destroy();
    await stepFunctions.close();
  });
  return {
    ...stepFunctions,
    ...connection,
    /** What was logged of Express executions. */
    failures,
    define: (name: string, States: object, fields: object = {}, type?: 'STANDARD' | 'EXPRESS') => {
      const definition = { StartAt: Object.keys(States)[0], States, ...fields };
      return stepFunctions.createStateMachine({ name, definition, ...(type && { type }) }).arn;
    },
  };
};
