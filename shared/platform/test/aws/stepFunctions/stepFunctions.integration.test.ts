import { setTimeout } from 'node:timers/promises';
import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runExecution } from '../../../src/aws/stepFunctions/execution.ts';
import { createMachine } from '../../../src/aws/stepFunctions/machine.ts';
import { accountId, call, closeSettings, functionArn, named, region, startSetting } from './stepFunctionsSetting.ts';

let setting: Awaited<ReturnType<typeof startSetting>>;
const calls: string[] = [];
// These take a second each: they begin together, before the other tests
let endless: ReturnType<typeof setting.run>;
let retried: ReturnType<typeof setting.run>;
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
      await setTimeout(5);
      running -= 1;
      if ((payload as { id: string }).id === 'bad') throw named('Refused', 'bad one');
      return { done: (payload as { id: string }).id };
    },
  });
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }];
  setting.define('endless', { Only: call('sleep') }, { TimeoutSeconds: 1 });
  setting.define('retrying', { Only: call('twice', { Retry, End: true }) });
  setting.define('echo', { Only: call('echo') });
  endless = setting.run('endless');
  retried = setting.run('retrying', 'same');
});
afterAll(closeSettings);

describe('StartSyncExecution', () => {
  test('runs the states one after the other and answers with what AWS says of the execution', async () => {
    const stateMachineArn = setting.define('doubling', {
      Twice: call('double', { Next: 'Again' }),
      Again: call('double'),
    });

    const answer = await setting.run('doubling', { value: 3 }, { name: 'mine' });

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
    const answers = await Promise.all([
      setting.run('echo', 1, { name: 'one' }),
      setting.run('echo', 2, { name: 'one' }),
    ]);

    expect(answers.map(({ output }) => output)).toEqual(['1', '2']);
    expect(answers[0]?.executionArn).not.toBe(answers[1]?.executionArn);
  });

  test('leaves out data where only metadata is asked for', async () => {
    const answer = await setting.run('echo', 'data', { includedData: 'METADATA_ONLY' });

    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      inputDetails: { included: false },
      outputDetails: { included: false },
    });
    expect(answer.input).toBeUndefined();
    expect(answer.output).toBeUndefined();
  });

  test('answers the error and cause of an execution that fails, and logs them', async () => {
    setting.define('failing', { Only: call('refuse') });

    const answer = await setting.run('failing');

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

  test('rejects a bad name, input, ARN or state machine with the error of AWS', async () => {
    const stateMachineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:echo';
    const refusal = (request: { stateMachineArn: string; name?: string; input?: string }) =>
      setting.client.send(new StartSyncExecutionCommand(request)).catch((error: Error) => error.name);

    expect(await refusal({ stateMachineArn, name: 'a b' })).toBe('InvalidName');
    expect(await refusal({ stateMachineArn, name: 'x'.repeat(81) })).toBe('InvalidName');
    expect(await refusal({ stateMachineArn, input: '{' })).toBe('InvalidExecutionInput');
    expect(await refusal({ stateMachineArn, input: JSON.stringify('x'.repeat(262_144)) })).toBe('ValidationException');
    expect(await refusal({ stateMachineArn: 'echo' })).toBe('InvalidArn');
    expect(await refusal({ stateMachineArn: `${stateMachineArn}s` })).toBe('StateMachineDoesNotExist');
  });

  test('lets states see their execution, its input and themselves in the context object', async () => {
    setting.define('context', {
      First: { Type: 'Pass', Result: 'something else', Next: 'Second' },
      Second: call('echo', {
        Parameters: {
          ...{ 'id.$': '$$.Execution.Name', 'from.$': '$$.Execution.Input.a', 'state.$': '$$.State.Name' },
          ...{ 'arn.$': '$$.Execution.Id', 'machine.$': '$$.StateMachine.Name' },
        },
        End: true,
      }),
    });

    const { output, name, executionArn } = await setting.run('context', { a: 'given' });

    expect(JSON.parse(output ?? '')).toEqual({
      ...{ id: name, from: 'given', state: 'Second' },
      ...{ arn: executionArn, machine: 'context' },
    });
  });
});

describe('a state machine', () => {
  test('runs a Map over the items of a batch, each with its own Choice, Retry and Catch', async () => {
    setting.define('batch', {
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

    const { output, status } = await setting.run('batch', { ids: ['a', 'skip', 'bad', 'b', 'c'] }, { name: 'tuesday' });

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

  test('is listed and described with its definition', async () => {
    const stateMachineArn = setting.define('described', { Only: { Type: 'Succeed' } });

    const { stateMachines } = await setting.client.send(new ListStateMachinesCommand({}));
    const machine = await setting.client.send(new DescribeStateMachineCommand({ stateMachineArn }));

    expect(stateMachines).toContainEqual(
      expect.objectContaining({ stateMachineArn, name: 'described', type: 'EXPRESS' }),
    );
    expect(JSON.parse(machine.definition ?? '')).toEqual({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } });
    expect(machine).toMatchObject({ status: 'ACTIVE', creationDate: expect.any(Date) });
  });

  test('is not started without waiting for it: nothing here would run it to its end after a crash', async () => {
    const stateMachineArn = setting.define('started', { Only: call('echo') });

    await expect(setting.client.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('"StartExecution" is not known on this platform, only StartSyncExecution'),
    });
  });

  test('that runs when the platform stops calls and logs nothing more', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const logged: string[] = [];
    const called: string[] = [];
    const definition = { StartAt: 'Wait', States: { Wait: call('wait', { Next: 'After' }), After: call('after') } };
    const machine = createMachine({ name: 'waiting', arn: 'arn', definition: JSON.stringify(definition) });
    const running = new Set<() => void>();
    void runExecution(machine, 'one', '{}', {
      ...{ region, accountId, roleArn: 'role', running },
      logFailure: (_, message) => logged.push(message),
      invokeFunction: async (arn) => {
        called.push(arn);
        asked.resolve();
        await answer.promise;
        throw named('TooLate');
      },
    });
    await asked.promise;

    for (const abort of running) abort();
    answer.resolve();
    await setTimeout(5);

    expect(called).toEqual([functionArn('wait')]);
    expect(logged).toEqual([]);
    expect(running.size).toBe(0);
  });
});
