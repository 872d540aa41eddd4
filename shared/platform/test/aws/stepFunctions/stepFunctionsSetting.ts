import { SFNClient, StartSyncExecutionCommand, type StartSyncExecutionCommandInput } from '@aws-sdk/client-sfn';
import { startStepFunctions } from '../../../src/aws/stepFunctions.ts';

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

const opened: (() => Promise<void>)[] = [];

/** Closes every setting that was started since the last time: for `afterAll`, so that a test that fails leaves nothing open. */
export const closeSettings = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((close) => close()));
};

/**
 * Step Functions with these functions. `define` makes a state machine of its states, the first of which comes first; `run` runs an
 * execution of it to its end.
 */
export const startSetting = async (functions: Functions) => {
  const failures: Record<string, unknown>[] = [];
  const stepFunctions = await startStepFunctions({
    logFailure: (machine, message, fields) => failures.push({ machine, message, ...fields }),
    port: 0,
    region,
    accountId,
    invokeFunction: async (arn, payload) => functions[arn.split(':').at(6) ?? '']?.(payload),
  });
  const client = new SFNClient({
    endpoint: stepFunctions.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  opened.push(async () => {
    client.destroy();
    await stepFunctions.close();
  });
  return {
    ...stepFunctions,
    client,
    /** What was logged of executions. */
    failures,
    define: (name: string, States: object, fields: object = {}) =>
      stepFunctions.createStateMachine({ name, definition: { StartAt: Object.keys(States)[0], States, ...fields } })
        .arn,
    run: (machine: string, input: unknown = {}, fields: Partial<StartSyncExecutionCommandInput> = {}) =>
      client.send(
        new StartSyncExecutionCommand({
          stateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:${machine}`,
          input: JSON.stringify(input),
          ...fields,
        }),
      ),
  };
};
