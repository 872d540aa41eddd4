import {
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, closeSettings, named, startSetting } from './stepFunctionsSetting.ts';

let setting: Awaited<ReturnType<typeof startSetting>>;
const calls: string[] = [];
// These take a second each: they begin together, before the other tests
let endless: ReturnType<typeof run>;
let retried: ReturnType<typeof run>;
let running = 0;
let mostAtOnce = 0;

beforeAll(async () => {
  setting = await startSetting({
    double: (payload) => ({ value: (payload as { value: number }).value * 2 }),
    echo: (payload) => payload,
    sleep: () => new Promise(() => {}),
    refuse: () => {
      throw named('OutOfStock', 'nothing left');
    },
    twice: (payload) => {
      calls.push(JSON.stringify(payload));
      if (calls.length < 2) throw named('Busy');
      return calls.length;
    },
    step: async (payload) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if ((payload as { id: string }).id === 'bad') throw named('Refused', 'bad one');
      return { done: (payload as { id: string }).id };
    },
  });
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }];
  endless = run(express('endless', { Only: call('sleep') }, { TimeoutSeconds: 1 }));
  retried = run(express('retrying', { Only: call('twice', { Retry, End: true }) }), 'same');
});
afterAll(closeSettings);

const express = (name: string, states: object, fields: object = {}) => setting.define(name, states, fields, 'EXPRESS');

const run = (stateMachineArn: string, input: unknown = {}, fields: Partial<StartSyncExecutionCommandInput> = {}) =>
  setting.client.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...fields }));

describe('StartSyncExecution', () => {
  test('answers once the execution has ended, with what AWS says of it', async () => {
    const stateMachineArn = express('doubling', { Twice: call('double', { Next: 'Again' }), Again: call('double') });

    const answer = await run(stateMachineArn, { value: 3 }, { name: 'mine' });

    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineArn,
      name: 'mine',
      executionArn: expect.stringMatching(/^arn:aws:states:eu-west-1:000000000000:express:doubling:mine:[\w-]{36}$/),
      input: '{"value":3}',
      inputDetails: { included: true },
      output: '{"value":12}',
      outputDetails: { included: true },
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: expect.any(Number) },
    });
    expect((answer.billingDetails?.billedDurationInMilliseconds ?? 0) % 100).toBe(0);
  });

  test('takes the same name again', async () => {
    const stateMachineArn = express('named', { Only: call('echo') });

    const answers = await Promise.all([
      run(stateMachineArn, 1, { name: 'one' }),
      run(stateMachineArn, 2, { name: 'one' }),
    ]);

    expect(answers.map(({ output }) => output)).toEqual(['1', '2']);
    expect(answers[0]?.executionArn).not.toBe(answers[1]?.executionArn);
  });

  test('leaves out data where only metadata is asked for', async () => {
    const answer = await run(express('bare', { Only: call('echo') }), 'data', { includedData: 'METADATA_ONLY' });

    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      inputDetails: { included: false },
      outputDetails: { included: false },
    });
    expect(answer.input).toBeUndefined();
    expect(answer.output).toBeUndefined();
  });

  test('answers the error and cause of an execution that fails, and logs them', async () => {
    const answer = await run(express('failing', { Only: call('refuse') }));

    expect(answer).toMatchObject({
      status: 'FAILED',
      error: 'OutOfStock',
      cause: expect.stringContaining('nothing left'),
    });
    expect(answer.output).toBeUndefined();
    const { executionArn } = answer;
    expect(setting.failures.filter((failure) => failure.executionArn === executionArn)).toMatchObject([
      { machine: 'failing', message: 'LambdaFunctionFailed', error: 'OutOfStock' },
      { machine: 'failing', message: 'ExecutionFailed', error: 'OutOfStock' },
    ]);
  });

  test('ends an execution at the TimeoutSeconds of its state machine', async () => {
    const answer = await endless;

    expect(answer).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(Number(answer.stopDate) - Number(answer.startDate)).toBeLessThan(2000);
  });

  test('refuses a Standard state machine, a missing one, a bad name and bad input with the error of AWS', async () => {
    const stateMachineArn = express('strict', { Only: call('echo') });
    const standard = setting.define('standard', { Only: call('echo') });
    const refusal = (arn: string, fields: Partial<StartSyncExecutionCommandInput> = {}) =>
      run(arn, {}, fields).catch((error: Error) => error.name);

    expect(await refusal(standard)).toBe('StateMachineTypeNotSupported');
    expect(await refusal(`${stateMachineArn}s`)).toBe('StateMachineDoesNotExist');
    expect(await refusal(stateMachineArn, { name: 'a b' })).toBe('InvalidName');
    expect(await refusal(stateMachineArn, { input: '{' })).toBe('InvalidExecutionInput');
  });
});

describe('an Express state machine', () => {
  test('runs a Map over the items of a batch, each with its own Choice, Retry and Catch', async () => {
    const stateMachineArn = express('batch', {
      Look: { Type: 'Pass', Parameters: { 'orders.$': '$.ids' }, ResultPath: '$.seen', Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemsPath: '$.seen.orders',
        MaxConcurrency: 2,
        ItemSelector: { 'id.$': '$$.Map.Item.Value', 'run.$': '$$.Execution.Name' },
        Iterator: {
          StartAt: 'Which',
          States: {
            Which: {
              Type: 'Choice',
              Choices: [{ Variable: '$.id', StringEquals: 'skip', Next: 'Skipped' }],
              Default: 'Work',
            },
            Skipped: { Type: 'Pass', Result: 'skipped', ResultPath: '$.result', End: true },
            Work: call('step', {
              ResultPath: '$.result',
              Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.result', Next: 'Failed' }],
              End: true,
            }),
            Failed: { Type: 'Pass', Parameters: { 'id.$': '$.id', 'result.$': '$.result.Error' }, End: true },
          },
        },
        ResultPath: '$.results',
        OutputPath: '$.results',
        End: true,
      },
    });

    const { output, status } = await run(stateMachineArn, { ids: ['a', 'skip', 'bad', 'b', 'c'] }, { name: 'tuesday' });

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toEqual([
      { id: 'a', run: 'tuesday', result: { done: 'a' } },
      { id: 'skip', run: 'tuesday', result: 'skipped' },
      { id: 'bad', result: 'Refused' },
      { id: 'b', run: 'tuesday', result: { done: 'b' } },
      { id: 'c', run: 'tuesday', result: { done: 'c' } },
    ]);
    expect(mostAtOnce).toBe(2);
  });

  test('retries a task', async () => {
    const { output } = await retried;

    expect(output).toBe('2');
    expect(calls).toEqual(['"same"', '"same"']);
  });

  test('keeps no executions: AWS neither lists nor finds them', async () => {
    const stateMachineArn = express('kept', { Only: call('echo') });
    await run(stateMachineArn);

    const refusal = await setting.client
      .send(new ListExecutionsCommand({ stateMachineArn }))
      .catch((error: Error) => error.name);
    const description = await setting.client.send(new DescribeStateMachineCommand({ stateMachineArn }));

    expect(refusal).toBe('StateMachineTypeNotSupported');
    expect(description.type).toBe('EXPRESS');
  });

  test('is not started without waiting for it: nothing here would run it to its end after a crash', async () => {
    const stateMachineArn = express('started', { Only: call('echo') });

    await expect(setting.client.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
      message: expect.stringContaining('StartSyncExecution'),
    });
  });

  test('cannot wait for a callback', () => {
    const Parameters = { FunctionName: 'echo', Payload: { 'token.$': '$$.Task.Token' } };
    const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

    expect(() => express('waiting', { Only: { Type: 'Task', Resource, Parameters, End: true } })).toThrow(
      'State machine "waiting": An Express state machine cannot wait for a callback, in state "Only"',
    );
  });
});
