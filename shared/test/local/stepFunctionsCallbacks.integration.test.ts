import { setTimeout } from 'node:timers/promises';
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeSettings, named, startSetting } from './stepFunctionsSetting.ts';

let setting: Awaited<ReturnType<typeof startSetting>>;
let asked = Promise.withResolvers<string>();

beforeAll(async () => {
  setting = await startSetting({
    ask: (payload) => {
      asked.resolve((payload as { token: string }).token);
      return 'ignored';
    },
    refuse: () => {
      throw named('Refused');
    },
  });
  const wait = (FunctionName: string, fields: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName, Payload: { 'token.$': '$$.Task.Token' } },
    ...fields,
    End: true,
  });
  setting.define('asking', { Ask: wait('ask') });
  setting.define('refusing', { Ask: wait('refuse') });
  const Retry = [
    { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 5 },
    { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 },
  ];
  setting.define('limited', { Ask: wait('ask', { TimeoutSeconds: 1, Retry }) });
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
  setting.define('beating', { Ask: wait('ask', { HeartbeatSeconds: 1, Catch }), Late: { Type: 'Pass', End: true } });
});
afterAll(closeSettings);

const ask = async (machine: string) => {
  asked = Promise.withResolvers();
  const executionArn = await setting.start(machine);
  return { executionArn, taskToken: await asked.promise };
};

test('a task waits for SendTaskSuccess and gives its output, not that of the function', async () => {
  const { executionArn, taskToken } = await ask('asking');
  const request = new SendTaskSuccessCommand({ taskToken, output: '{"paid":true}' });

  await setting.client.send(request);

  expect(await setting.finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"paid":true}' });
  expect((await setting.events(executionArn)).map(({ type }) => type)).toEqual(
    expect.arrayContaining(['TaskScheduled', 'TaskSucceeded']),
  );
  await expect(setting.client.send(request)).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

test('SendTaskFailure fails the task with its error and cause', async () => {
  const { executionArn, taskToken } = await ask('asking');

  await setting.client.send(new SendTaskFailureCommand({ taskToken, error: 'Declined', cause: 'no money' }));

  expect(await setting.finished(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'Declined',
    cause: 'no money',
  });
});

test('a function that throws ends the wait', async () => {
  expect(await setting.run('refusing')).toMatchObject({ status: 'FAILED', error: 'Refused' });
});

test('a callback that does not come in time is States.Timeout, and each attempt has a token and time of its own', async () => {
  const { executionArn, taskToken } = await ask('limited');
  asked = Promise.withResolvers();
  const second = await asked.promise;

  const { startDate, stopDate, ...ended } = await setting.finished(executionArn);

  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(second).not.toBe(taskToken);
  expect(Number(stopDate) - Number(startDate)).toBeGreaterThan(2900); // two attempts and the second between them
  expect((await setting.events(executionArn)).filter(({ type }) => type === 'TaskTimedOut')).toHaveLength(2);
});

test('heartbeats keep a task waiting, and States.Timeout covers their absence', async () => {
  const { executionArn, taskToken } = await ask('beating');
  const beat = () => setting.client.send(new SendTaskHeartbeatCommand({ taskToken }));
  await setTimeout(700);
  await beat();
  await setTimeout(700);
  await beat();

  const { output } = await setting.finished(executionArn);

  expect(JSON.parse(output ?? '')).toMatchObject({ Error: 'States.HeartbeatTimeout' });
  await expect(beat()).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

test('what is no token, or no JSON, is refused', async () => {
  const { executionArn, taskToken } = await ask('asking');
  const success = (request: { taskToken: string; output: string }) =>
    setting.client.send(new SendTaskSuccessCommand(request));

  await expect(success({ taskToken: 'made up', output: '1' })).rejects.toMatchObject({ name: 'InvalidToken' });
  await expect(success({ taskToken, output: '{' })).rejects.toMatchObject({ name: 'InvalidOutput' });
  expect(await success({ taskToken, output: '1' })).toBeDefined();
  expect(await setting.finished(executionArn)).toMatchObject({ output: '1' });
});
