import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, closeSettings, functionArn, named, startSetting } from './stepFunctionsSetting.ts';

let setting: Awaited<ReturnType<typeof startSetting>>;
const meeting = Promise.withResolvers<string>();

beforeAll(async () => {
  setting = await startSetting({
    echo: (payload) => payload,
    refuse: (payload) => {
      if (payload === 2) throw named('Refused');
      return payload;
    },
    await: () => meeting.promise,
    meet: (payload) => {
      meeting.resolve('met');
      return payload;
    },
  });
});
afterAll(closeSettings);

const invoke = 'arn:aws:states:::lambda:invoke';
const Done = { Type: 'Succeed' };

describe('what createStateMachine rejects, with its name', () => {
  const task = (fields: object) => ({ Only: call('echo', { ...fields, End: true }) });
  const bySdk = (fields: object) => task({ Resource: invoke, Parameters: { FunctionName: 'echo' }, ...fields });
  const map = (fields: object, inner: object = {}) => ({
    Only: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', ...inner, End: true } } },
      ...fields,
      End: true,
    },
  });

  test.each<[string, object]>([
    ['QueryLanguage', task({ QueryLanguage: 'JSONata' })],
    ['Arguments', task({ Arguments: {} })],
    ['Output', { Only: { ...Done, Output: 1 } }],
    ['Assign', task({ Assign: { a: 1 } })],
    ['Credentials', task({ Credentials: { RoleArn: 'arn:aws:iam::1:role/x' } })],
    ['TimeoutSecondsPath', task({ TimeoutSecondsPath: '$.t' })],
    ['HeartbeatSeconds', task({ HeartbeatSeconds: 5 })],
    ['Type', { Only: { Type: 'Activity', End: true } }],
    ['ItemReader', map({ ItemReader: {} })],
    ['ItemBatcher', map({ ItemBatcher: {} })],
    ['ToleratedFailureCount', map({ ToleratedFailureCount: 1 })],
    [
      'ProcessorConfig.Mode',
      map({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'In', States: { In: Done } } }),
    ],
    ['$$.State.Name', { Only: { Type: 'Pass', InputPath: '$$.State.Name', End: true } }],
    ['$$.State.RetryCount', task({ Parameters: { 'a.$': '$$.State.RetryCount' } })],
    ['$$.Map', map({}, { Parameters: { 'a.$': '$$.Map.Item.Index' } })],
    ['"$$"', map({}, { InputPath: '$$' })],
    ['"Until"', { Only: { Type: 'Wait', Seconds: 1, Until: 2, End: true } }],
    ['"StringLike"', { Only: { Type: 'Choice', Choices: [{ Variable: '$.a', StringLike: 'x', Next: 'Done' }] }, Done }],
    ['"Jitter"', task({ Retry: [{ ErrorEquals: ['A'], Jitter: 'FULL' }] })],
    ['States.ALL', task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] })],
    ['Catch[0]', task({ Catch: [{ ErrorEquals: ['A'], Assign: {}, Next: 'Only' }] })],
    ['States.JsonToString', { Only: { Type: 'Pass', Parameters: { 'a.$': 'States.JsonToString($)' }, End: true } }],
    ['sqs:sendMessage', bySdk({ Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['"Qualifier"', bySdk({ Parameters: { FunctionName: 'echo', Qualifier: '1' } })],
    ['invoke.waitForTaskToken', bySdk({ Resource: `${invoke}.waitForTaskToken` })],
    ['$$.Task.Token', bySdk({ Parameters: { FunctionName: 'echo', Payload: { 'token.$': '$$.Task.Token' } } })],
    ['"Nowhere"', { Only: { Type: 'Pass', Next: 'Nowhere' } }],
    ['"Done"', { Only: { Type: 'Pass', End: true }, Done }],
    ['needs Next or End', { Only: { Type: 'Pass' } }],
    ['Timestamp', { Only: { Type: 'Wait', End: true } }],
    ['two states', map({}, { Type: 'Parallel', Branches: [{ StartAt: 'Only', States: { Only: Done } }] })],
  ])('%s: %j', (name, States) => {
    expect(() => setting.define('refused', States)).toThrow(name);
  });

  test('QueryLanguage of the whole machine', () => {
    expect(() => setting.define('refused', { Done }, { QueryLanguage: 'JSONata' })).toThrow('QueryLanguage');
  });
});

describe('arn:aws:states:::lambda:invoke', () => {
  test('takes FunctionName and Payload and gives the payload of the answer beside its status', async () => {
    setting.define('invoking', {
      Named: call('', {
        Resource: invoke,
        Parameters: { FunctionName: 'echo', Payload: { 'id.$': '$.orderId', fixed: 1 } },
        ResultSelector: { 'body.$': '$.Payload' },
        ResultPath: '$.first',
        Next: 'ByArn',
      }),
      ByArn: call('', {
        Resource: invoke,
        Parameters: { FunctionName: functionArn('echo') },
        ResultPath: '$.second',
        End: true,
      }),
    });

    const { output } = await setting.run('invoking', { orderId: '7' });

    expect(JSON.parse(output ?? '')).toEqual({
      orderId: '7',
      first: { body: { id: '7', fixed: 1 } },
      second: { ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 },
    });
  });

  test('logs its failures as those of a task, not of a function', async () => {
    const Parameters = { FunctionName: 'refuse', Payload: 2 };
    setting.define('refused', { Only: call('', { Resource: invoke, Parameters, End: true }) });

    const { executionArn } = await setting.run('refused');

    const failure = { machine: 'refused', executionArn, error: 'Refused', cause: expect.any(String) };
    expect(setting.failures.filter((logged) => logged.executionArn === executionArn)).toEqual([
      { message: 'TaskFailed', resourceType: 'lambda', resource: 'invoke', ...failure },
      { message: 'ExecutionFailed', ...failure },
    ]);
  });
});

describe('Choice', () => {
  beforeAll(() => {
    const rules = {
      absent: { Variable: '$.a', IsPresent: false },
      null: { Variable: '$.a', IsNull: true },
      yes: { Variable: '$.a', BooleanEquals: true },
      nine: { Variable: '$.a', NumericEquals: 9 },
      same: { Variable: '$.a', StringEquals: 'same' },
      'not a string': {
        And: [{ Variable: '$.a', IsString: false }, { Not: { Variable: '$.a', NumericGreaterThan: 5 } }],
      },
      many: { Variable: '$.a', NumericGreaterThan: 5 },
      question: { Variable: '$.a', StringMatches: 'is*?' },
      limit: { Variable: '$.a', StringLessThanEqualsPath: '$.limit' },
    };
    const names = Object.entries(rules);
    setting.define('choosing', {
      Choose: { Type: 'Choice', Choices: names.map(([name, rule]) => ({ ...rule, Next: name })), Default: 'other' },
      ...Object.fromEntries([...names, ['other']].map(([name]) => [name, { Type: 'Pass', Result: name, End: true }])),
    });
  });

  test.each([
    [{}, 'absent'],
    [{ a: null }, 'null'],
    [{ a: true }, 'yes'],
    [{ a: 9 }, 'nine'],
    [{ a: '9', limit: '1' }, 'other'],
    [{ a: 'same' }, 'same'],
    [{ a: 3 }, 'not a string'],
    [{ a: 8 }, 'many'],
    [{ a: '8', limit: '1' }, 'other'],
    [{ a: 'is it so?', limit: 'a' }, 'question'],
    [{ a: 'is it so!', limit: 'a' }, 'other'],
    [{ a: 'b', limit: 'b' }, 'limit'],
  ])('of %j goes to %s', async (input, output) => {
    expect(await setting.run('choosing', input)).toMatchObject({ output: JSON.stringify(output) });
  });
});

describe('other states', () => {
  test('Pass gives its Result also when it is 0, and puts it where ResultPath says', async () => {
    setting.define('passing', {
      Zero: { Type: 'Pass', Result: 0, ResultPath: '$.a.zero', Next: 'Wait' },
      Wait: { Type: 'Wait', SecondsPath: '$.a.zero', Next: 'Pick' },
      Pick: { Type: 'Succeed', OutputPath: '$.a' },
    });

    expect(await setting.run('passing', { kept: 1 })).toMatchObject({ status: 'SUCCEEDED', output: '{"zero":0}' });
  });

  test('Wait waits and Fail fails with its own error, if it has one', async () => {
    setting.define('waiting', {
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Fail' },
      Fail: { Type: 'Fail', Error: 'E', Cause: 'C' },
    });
    setting.define('bare', { Fail: { Type: 'Fail' } });

    const [waited, bare] = await Promise.all([setting.run('waiting'), setting.run('bare')]);

    expect(waited).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(Number(waited.stopDate) - Number(waited.startDate)).toBeGreaterThanOrEqual(990);
    expect(bare.status).toBe('FAILED');
    expect([bare.error, bare.cause]).toEqual([undefined, undefined]);
  });

  test('Map runs its states for each item and catches what one of them throws', async () => {
    const each = { StartAt: 'Each', States: { Each: call('refuse', { InputPath: '$.value', End: true }) } };
    const ItemSelector = { 'value.$': '$$.Map.Item.Value', 'id.$': '$$.Execution.Input.id' };
    setting.define('mapping', {
      Items: {
        ...{ Type: 'Map', ItemsPath: '$.items', ItemSelector, ItemProcessor: each, MaxConcurrency: 1 },
        Catch: [{ ErrorEquals: ['Refused'], Next: 'Refused' }],
        End: true,
      },
      Refused: { Type: 'Pass', Result: 'refused', End: true },
    });

    const good = await setting.run('mapping', { id: 'x', items: [1, 3] });
    const bad = await setting.run('mapping', { id: 'x', items: [1, 2] });

    expect([good.output, bad.output]).toEqual(['[1,3]', '"refused"']);
  });

  test('the context object has the execution and the state inside a Map or Parallel too', async () => {
    const Parameters = { 'state.$': '$$.State.Name', 'from.$': '$$.Execution.Input.id' };
    const inner = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Parameters, End: true } } });
    setting.define('naming', {
      Items: {
        ...{ Type: 'Map', ItemsPath: '$.items', ItemProcessor: inner('Item') },
        ...{ ResultPath: '$.items', Next: 'Both' },
      },
      Both: { Type: 'Parallel', Branches: [inner('Branch')], ResultPath: '$.branches', End: true },
    });

    const { output } = await setting.run('naming', { id: 'x', items: [1] });

    expect(JSON.parse(output ?? '')).toEqual({
      id: 'x',
      items: [{ state: 'Item', from: 'x' }],
      branches: [{ state: 'Branch', from: 'x' }],
    });
  });

  test('Parallel runs its branches at the same time and gives their outputs in order', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: call(name) } });
    setting.define('parallel', { Both: { Type: 'Parallel', Branches: [branch('await'), branch('meet')], End: true } });

    const { output } = await setting.run('parallel', { a: 1 });

    expect(output).toBe('["met",{"a":1}]');
  });
});
