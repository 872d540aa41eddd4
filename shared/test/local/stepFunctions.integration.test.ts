import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, closeSettings, functionArn, named, startSetting } from './stepFunctionsSetting.ts';

let setting: Awaited<ReturnType<typeof startSetting>>;
let open = Promise.withResolvers<void>();
const invoked: string[] = [];
let isBroken = true;

beforeAll(async () => {
  setting = await startSetting({
    double: (payload) => ({ value: (payload as { value: number }).value * 2 }),
    gate: () => open.promise,
    echo: (payload) => payload,
    count: (payload) => {
      invoked.push(String((payload as { name: string }).name));
      return payload;
    },
    repairable: () => {
      if (isBroken) throw named('Broken', 'not yet');
      return 'repaired';
    },
  });
  setting.define('doubling', { Twice: call('double', { Next: 'Again' }), Again: call('double') });
  setting.define('gated', { Gate: call('gate') });
});
afterAll(closeSettings);

describe('StartExecution', () => {
  test('runs the states one after the other and gives each what the one before gave', async () => {
    expect(await setting.run('doubling', { value: 3 })).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"value":3}',
      output: '{"value":12}',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  test('answers the same for the same name and input while the execution runs, and refuses another input', async () => {
    open = Promise.withResolvers();
    const first = await setting.start('gated', { a: 1 }, 'same');

    const second = await setting.start('gated', { a: 1 }, 'same');
    const other = setting.start('gated', { a: 2 }, 'same');

    expect(second).toBe(first);
    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    open.resolve();
    await setting.finished(first);
  });

  test('refuses the name of a closed execution, with the same input too', async () => {
    await setting.finished(await setting.start('doubling', { value: 1 }, 'closed'));

    await expect(setting.start('doubling', { value: 1 }, 'closed')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  test('refuses a bad name, input, ARN or state machine with the error of AWS', async () => {
    const stateMachineArn = `arn:aws:states:eu-west-1:000000000000:stateMachine:doubling`;
    const refusal = (request: { stateMachineArn: string; name?: string; input?: string }) =>
      setting.client.send(new StartExecutionCommand(request)).catch((error: Error) => error.name);

    expect(await refusal({ stateMachineArn, name: 'a b' })).toBe('InvalidName');
    expect(await refusal({ stateMachineArn, name: 'x'.repeat(81) })).toBe('InvalidName');
    expect(await refusal({ stateMachineArn, input: '{' })).toBe('InvalidExecutionInput');
    expect(await refusal({ stateMachineArn, input: JSON.stringify('x'.repeat(262_144)) })).toBe('ValidationException');
    expect(await refusal({ stateMachineArn: 'doubling' })).toBe('InvalidArn');
    expect(await refusal({ stateMachineArn: `${stateMachineArn}s` })).toBe('StateMachineDoesNotExist');
  });

  test('lets states see their execution, its input and themselves in the context object', async () => {
    setting.define('context', {
      First: { Type: 'Pass', Result: 'something else', Next: 'Second' },
      Second: call('echo', {
        Parameters: { 'id.$': '$$.Execution.Name', 'from.$': '$$.Execution.Input.a', 'state.$': '$$.State.Name' },
        End: true,
      }),
    });

    const { output, name } = await setting.run('context', { a: 'given' });

    expect(JSON.parse(output ?? '')).toEqual({ id: name, from: 'given', state: 'Second' });
  });
});

describe('GetExecutionHistory', () => {
  test('tells what each state took and gave, in pages and in either order', async () => {
    const { executionArn } = await setting.run('doubling', { value: 1 });
    const ask = (request: object) => setting.client.send(new GetExecutionHistoryCommand({ executionArn, ...request }));

    const events = await setting.events(executionArn);
    const firstPage = await ask({ maxResults: 5 });
    const secondPage = await ask({ maxResults: 5, nextToken: firstPage.nextToken });
    const newest = await ask({ maxResults: 1, reverseOrder: true });
    const bare = await ask({ includeExecutionData: false });

    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      ...['TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded'],
      ...['TaskStateExited', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'],
      ...['LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[6]?.stateEnteredEventDetails).toMatchObject({ name: 'Again', input: '{"value":2}' });
    expect(events[7]?.lambdaFunctionScheduledEventDetails).toMatchObject({ resource: functionArn('double') });
    expect(events[10]?.stateExitedEventDetails).toMatchObject({ name: 'Again', output: '{"value":4}' });
    expect([...(firstPage.events ?? []), ...(secondPage.events ?? [])]).toEqual(events.slice(0, 10));
    expect(newest.events?.[0]?.type).toBe('ExecutionSucceeded');
    expect(JSON.stringify(bare.events)).not.toContain('value');
  });

  test('shows what a running execution has done so far', async () => {
    open = Promise.withResolvers();
    const executionArn = await setting.start('gated');

    const events = await setting.events(executionArn);

    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['ExecutionStarted']));
    open.resolve();
    await setting.finished(executionArn);
  });
});

describe('ListExecutions', () => {
  test('lists the newest first, by status and in pages', async () => {
    const stateMachineArn = setting.define('listed', { Only: call('repairable') });
    isBroken = false;
    for (const name of ['one', 'two', 'three']) await setting.finished(await setting.start('listed', {}, name));
    isBroken = true;
    await setting.finished(await setting.start('listed', {}, 'four'));
    const ask = (request: object) => setting.client.send(new ListExecutionsCommand({ stateMachineArn, ...request }));
    const names = (executions: ExecutionListItem[] = []) => executions.map(({ name }) => name);

    const all = await ask({});
    const failed = await ask({ statusFilter: 'FAILED' });
    const page = await ask({ statusFilter: 'SUCCEEDED', maxResults: 2 });
    const next = await ask({ statusFilter: 'SUCCEEDED', maxResults: 2, nextToken: page.nextToken });

    expect(names(all.executions)).toEqual(['four', 'three', 'two', 'one']);
    expect(names(failed.executions)).toEqual(['four']);
    expect(names(page.executions)).toEqual(['three', 'two']);
    expect(names(next.executions)).toEqual(['one']);
    expect(next.nextToken).toBeUndefined();
  });
});

describe('StopExecution', () => {
  test('ends a running execution with the error it is given and starts no further state', async () => {
    open = Promise.withResolvers();
    setting.define('stopped', { Gate: call('gate', { ResultPath: null, Next: 'Count' }), Count: call('count') });
    const executionArn = await setting.start('stopped', { name: 'stopped' });

    const { stopDate } = await setting.client.send(
      new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }),
    );
    open.resolve();
    await setting.run('doubling', { value: 1 });

    expect(await setting.finished(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Stopped',
      cause: 'by hand',
      stopDate,
    });
    expect((await setting.events(executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Stopped', cause: 'by hand' },
    });
    expect(invoked).not.toContain('stopped');
  });
});

describe('RedriveExecution', () => {
  test('continues a failed execution from the state that failed, with its input', async () => {
    setting.define('redriven', { Count: call('count', { Next: 'Fragile' }), Fragile: call('repairable') });
    isBroken = true;
    const failed = await setting.run('redriven', { name: 'redriven' });
    const request = new RedriveExecutionCommand({ executionArn: failed.executionArn });

    isBroken = false;
    await setting.client.send(request);
    const redriven = await setting.finished(failed.executionArn ?? '');

    expect(failed).toMatchObject({ status: 'FAILED', error: 'Broken', redriveStatus: 'REDRIVABLE' });
    expect(redriven).toMatchObject({ status: 'SUCCEEDED', output: '"repaired"', redriveCount: 1 });
    expect(redriven.error).toBeUndefined();
    expect(invoked.filter((name) => name === 'redriven')).toHaveLength(1);
    expect((await setting.events(failed.executionArn)).map(({ type }) => type).slice(10)).toEqual([
      ...['ExecutionFailed', 'ExecutionRedriven', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'],
      ...['LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    await expect(setting.client.send(request)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });
});

describe('state machines', () => {
  test('are listed and described with their definition', async () => {
    const stateMachineArn = setting.define('described', { Only: { Type: 'Succeed' } });

    const { stateMachines } = await setting.client.send(new ListStateMachinesCommand({}));
    const machine = await setting.client.send(new DescribeStateMachineCommand({ stateMachineArn }));

    expect(stateMachines).toContainEqual(
      expect.objectContaining({ stateMachineArn, name: 'described', type: 'STANDARD' }),
    );
    expect(JSON.parse(machine.definition ?? '')).toEqual({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } });
    expect(machine).toMatchObject({ status: 'ACTIVE', creationDate: expect.any(Date) });
  });
});

describe('old executions', () => {
  test('lose their data but not their names', async () => {
    const small = await startSetting({}, 10);
    const stateMachineArn = small.define('many', { Only: { Type: 'Succeed' } });
    const oldestArn = await small.start('many', {}, 'oldest');
    await small.finished(oldestArn);
    const closings = Array.from({ length: 249 }, () => small.run('many'));
    await Promise.allSettled(closings); // one that is dropped at once is no longer there to be seen finished

    const oldest = small.client.send(new DescribeExecutionCommand({ executionArn: oldestArn }));
    const { executions } = await small.client.send(new ListExecutionsCommand({ stateMachineArn }));

    await expect(oldest).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(small.start('many', {}, 'oldest')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(executions).toHaveLength(10);
  });
});
