import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { call, closeSettings, named, startSetting } from './stepFunctionsSetting.ts';

/** When each function was called, in milliseconds. */
const calls: Record<string, number[]> = {};

const failing = (name: string, error: () => unknown, times = Number.POSITIVE_INFINITY) => ({
  [name]: (payload: unknown) => {
    const earlier = calls[name] ?? [];
    calls[name] = [...earlier, Date.now()];
    if (earlier.length < times) throw error();
    return payload;
  },
});

// At the top level, since concurrent tests do not wait for beforeAll.
const setting = await startSetting({
  ...failing('outOfStock', () => named('InsufficientStockError', 'only 2 left')),
  ...failing('thrice', () => named('Throttled')),
  ...failing('jittery', () => named('Throttled'), 3),
  ...failing('stoppable', () => named('Throttled')),
  ...failing('unretried', () => named('Fatal')),
  ...failing('textual', () => 'just a text'),
  big: () => 'x'.repeat(262_145),
  half: () => 'x'.repeat(140_000),
  slow: () => setTimeout(1500, 'too late'),
  echo: (payload) => payload,
  nothing: () => undefined,
});
afterAll(closeSettings);

/** What was logged of a state machine's executions. */
const logged = (name: string) => setting.failures.filter(({ machine }) => machine === name);

const waits = (name: string) => (calls[name] ?? []).slice(1).map((at, index) => at - (calls[name]?.[index] ?? 0));

describe('a function that throws', () => {
  test.concurrent('fails its task with the name of the error, and with what Lambda answers as the cause', async () => {
    setting.define('failing', { Reserve: call('outOfStock') });

    const { status, error, cause, executionArn } = await setting.run('failing');

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'InsufficientStockError' });
    expect(JSON.parse(cause ?? '')).toEqual({
      errorType: 'InsufficientStockError',
      errorMessage: 'only 2 left',
      trace: expect.arrayContaining([expect.stringContaining('InsufficientStockError')]),
    });
    expect(logged('failing')).toEqual([
      { machine: 'failing', message: 'LambdaFunctionFailed', executionArn, error: 'InsufficientStockError', cause },
      { machine: 'failing', message: 'ExecutionFailed', executionArn, error: 'InsufficientStockError', cause },
    ]);
  });

  test.concurrent('may throw a value that is no error', async () => {
    setting.define('textual', { Only: call('textual') });

    const { error, cause } = await setting.run('textual');

    expect(error).toBe('string');
    expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'string', errorMessage: 'just a text', trace: [] });
  });
});

describe('Catch', () => {
  test.concurrent('goes on with the error under its ResultPath, beside the input, in the first rule that matches', async () => {
    const fallback = { Type: 'Pass', End: true };
    setting.define('catching', {
      Reserve: call('outOfStock', {
        Catch: [
          { ErrorEquals: ['States.Timeout', 'OtherError'], Next: 'Other' },
          { ErrorEquals: ['InsufficientStockError'], ResultPath: '$.failure', Next: 'Reject' },
          { ErrorEquals: ['States.ALL'], Next: 'Other' },
        ],
        End: true,
      }),
      Reject: fallback,
      Other: fallback,
    });

    const { status, output } = await setting.run('catching', { orderId: '1' });

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toEqual({
      orderId: '1',
      failure: { Error: 'InsufficientStockError', Cause: expect.stringContaining('only 2 left') },
    });
    expect(logged('catching').map(({ message }) => message)).toEqual(['LambdaFunctionFailed']);
  });

  test.concurrent('keeps only the error with ResultPath "$" or none, and only the input with null', async () => {
    const caught = (ResultPath: object) =>
      call('outOfStock', { Catch: [{ ErrorEquals: ['States.TaskFailed'], ...ResultPath, Next: 'After' }], End: true });
    const After = { Type: 'Pass', End: true };
    setting.define('root', { Reserve: caught({ ResultPath: '$' }), After });
    setting.define('absent', { Reserve: caught({}), After });
    setting.define('discarded', { Reserve: caught({ ResultPath: null }), After });

    const outputs = ['root', 'absent', 'discarded'].map(async (machine) => {
      const { output } = await setting.run(machine, { orderId: '1' });
      return JSON.parse(output ?? '') as unknown;
    });

    const error = { Error: 'InsufficientStockError', Cause: expect.any(String) };
    expect(await Promise.all(outputs)).toEqual([error, error, { orderId: '1' }]);
  });

  test.concurrent('does not hide a fault in the definition, nor data over the limit', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
    const After = { Type: 'Pass', End: true };
    setting.define('faulty', { Bad: call('echo', { InputPath: '$.absent', Catch, End: true }), After });
    setting.define('oversized', { Big: call('big', { Catch, End: true }), After });
    const Half = call('half', { ResultPath: '$.first', Next: 'Whole' });
    const Whole = call('half', { InputPath: '$.none', ResultPath: '$.second', Catch, Next: 'After' });
    const Last = { Type: 'Pass', Result: 'small', End: true };
    setting.define('accumulated', { Half, Whole, After: { Type: 'Pass', Next: 'Last' }, Last });

    expect(await setting.run('faulty')).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringMatching(/'Bad'.*\$\.absent/),
    });
    expect(await setting.run('oversized')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(await setting.run('accumulated', { none: {} })).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: expect.stringContaining("'Whole'"),
    });
  });
});

describe('Retry', () => {
  test.concurrent('waits IntervalSeconds times BackoffRate, at most MaxDelaySeconds, MaxAttempts times, then falls to Catch', async () => {
    const Retry = [
      { ErrorEquals: ['OtherError'], MaxAttempts: 9 },
      { ErrorEquals: ['Throttled'], IntervalSeconds: 1, BackoffRate: 5, MaxDelaySeconds: 2, MaxAttempts: 2 },
    ];
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'After' }];
    setting.define('retrying', { Task: call('thrice', { Retry, Catch, End: true }), After: { Type: 'Succeed' } });

    const { status } = await setting.run('retrying');

    const [first = 0, second = 0, ...more] = waits('thrice');
    expect(status).toBe('SUCCEEDED');
    expect(more).toEqual([]);
    expect([first > 980, first < 1900]).toEqual([true, true]);
    expect([second > 1980, second < 4900]).toEqual([true, true]); // without MaxDelaySeconds 5000
    expect(logged('retrying').map(({ message }) => message)).toEqual(Array(3).fill('LambdaFunctionFailed'));
  });

  test.concurrent('succeeds once the task does, and with JitterStrategy FULL waits no longer than without', async () => {
    const jitter = { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, JitterStrategy: 'FULL' };
    setting.define('jittery', { Task: call('jittery', { Retry: [jitter], End: true }) });

    expect(await setting.run('jittery', { kept: true })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"kept":true}',
    });

    expect(waits('jittery')).toHaveLength(3);
    expect(Math.max(...waits('jittery'))).toBeLessThan(1900);
    expect(waits('jittery').filter((wait) => wait > 980).length).toBeLessThan(3);
  });

  test.concurrent('leaves errors alone that no rule names, and none is tried again with MaxAttempts 0', async () => {
    setting.define('unretried', { Task: call('unretried', { Retry: [{ ErrorEquals: ['Throttled'] }], End: true }) });
    setting.define('zero', {
      Task: call('unretried', { Retry: [{ ErrorEquals: ['Fatal'], MaxAttempts: 0 }], End: true }),
    });

    await Promise.all([setting.run('unretried'), setting.run('zero')]);

    expect(calls.unretried).toHaveLength(2);
  });

  test.concurrent('ends with the execution when it is stopped while it waits', async () => {
    setting.define(
      'stoppable',
      { Task: call('stoppable', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }], End: true }) },
      { TimeoutSeconds: 1 },
    );

    const { status, error } = await setting.run('stoppable');
    await setTimeout(100);

    expect({ status, error }).toEqual({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(calls.stoppable).toHaveLength(1);
  });
});

describe('TimeoutSeconds', () => {
  const Late = { Type: 'Pass', Result: 'late', End: true };

  test.concurrent('of a task is States.Timeout, which States.TaskFailed does not cover', async () => {
    setting.define('slow', {
      Task: call('slow', {
        TimeoutSeconds: 1,
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.Timeout'], Next: 'Late' },
        ],
        End: true,
      }),
      Wrong: { Type: 'Fail' },
      Late,
    });

    const { output, executionArn } = await setting.run('slow');
    await setTimeout(700); // the function ends after its task

    expect(output).toBe('"late"');
    expect(logged('slow')).toEqual([
      { machine: 'slow', message: 'LambdaFunctionTimedOut', executionArn, error: 'States.Timeout' },
    ]);
  });

  test.concurrent('that nothing catches fails the execution, and of the whole machine ends it as TIMED_OUT', async () => {
    setting.define('uncaught', { Task: call('slow', { TimeoutSeconds: 1, End: true }) });
    setting.define('limited', { Wait: { Type: 'Wait', Seconds: 60, End: true } }, { TimeoutSeconds: 1 });

    const [uncaught, limited] = await Promise.all([setting.run('uncaught'), setting.run('limited')]);

    expect(uncaught).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(uncaught.cause).toBeUndefined();
    expect(limited).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(logged('limited').map(({ message }) => message)).toEqual(['ExecutionTimedOut']);
  });
});

test.concurrent('a function that returns nothing gives null', async () => {
  setting.define('nothing', { Task: call('nothing', { OutputPath: '$', End: true }) });

  expect(await setting.run('nothing')).toMatchObject({ status: 'SUCCEEDED', output: 'null' });
});
