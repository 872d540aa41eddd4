import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import {
  createLambdaRuntime,
  type ExhaustedInvocation,
  type FunctionDefinition,
  type LambdaRuntime,
} from '../../src/functions/lambdaRuntime.ts';
import { startProcess } from '../crashingProcess.ts';
import { recordedLog } from '../log/recordedLog.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const log = recordedLog();
const open: LambdaRuntime[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.close();
  log.lines.length = 0;
});

let files = 0;
const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
const bundle = (code: string) => {
  files += 1;
  const file = join(directory, `bundle${files}.mjs`);
  writeFileSync(file, code);
  return file;
};
const define = (runtime: LambdaRuntime, name: string, code: string, more: Partial<FunctionDefinition> = {}) =>
  runtime.define({
    ...{ name, arn: arnOf(name), file: bundle(code), exportName: 'handler' },
    ...{ environment: {}, timeoutSeconds: 3, memoryMb: 256, ...more },
  });
const start = (more: Partial<Parameters<typeof createLambdaRuntime>[0]> = {}) => {
  const runtime = createLambdaRuntime({ log, region: 'eu-west-1', accountId: '000000000000', ...more });
  open.push(runtime);
  return runtime;
};
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an invocation', () => {
  test('sees addresses of the platform in place of what the template says, if it says anything', async () => {
    const runtime = start();
    runtime.setPlatformEnvironment({}, { SHOP_URL: 'http://127.0.0.1:1', OTHER: 'x' });
    const code = 'export const handler = async () => ({ url: process.env.SHOP_URL, other: process.env.OTHER });';
    define(runtime, 'mailer', code, { environment: { SHOP_URL: '' } });

    expect(await runtime.invoke('mailer', {})).toEqual({ url: 'http://127.0.0.1:1' });
  });

  test('sees the variables of its own function, of Lambda and of the platform, and nothing of the shell', async () => {
    process.env.AWS_PROFILE = 'developer';
    const runtime = start({ platformEnvironment: { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' } });
    const code = `const atLoad = { ...process.env };
      export const handler = async () => { await 0; return { atLoad, later: { ...process.env }, has: 'AWS_PROFILE' in process.env }; };`;
    define(runtime, 'one', code, { environment: { TABLE: 'Ones' } });
    define(runtime, 'two', code, { environment: { TABLE: 'Twos' } });

    const [one, two] = (await Promise.all([runtime.invoke('one', {}), runtime.invoke('two', {})])) as {
      atLoad: Record<string, string>;
      later: Record<string, string>;
      has: boolean;
    }[];

    expect(one?.later).toMatchObject({
      TABLE: 'Ones',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
      AWS_LAMBDA_FUNCTION_NAME: 'one',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/one',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: directory,
    });
    expect(one?.atLoad.TABLE).toBe('Ones');
    expect(two?.atLoad.TABLE).toBe('Twos');
    expect(two?.later).not.toHaveProperty('AWS_PROFILE');
    expect(two?.has).toBe(false);
    expect(process.env.AWS_PROFILE).toBe('developer');
    expect(process.env.TABLE).toBeUndefined();
  });

  test('gets a copy of the event and a whole context, and answers a copy', async () => {
    const runtime = start();
    define(
      runtime,
      'echo',
      `export const handler = async (event, context) => {
        const got = { event: { ...event }, context: { ...context, left: context.getRemainingTimeInMillis() }, trace: process.env._X_AMZN_TRACE_ID };
        event.changed = true;
        return { ...got, date: new Date(0), nothing: undefined };
      };`,
    );
    const event = { at: new Date(0), skip: undefined };

    const result = await runtime.invoke(`${arnOf('echo')}:$LATEST`, event, { requestId: 'r-1', traceId: 'Root=1-2-3' });

    expect(result).toMatchObject({
      event: { at: '1970-01-01T00:00:00.000Z' },
      context: { functionName: 'echo', awsRequestId: 'r-1', invokedFunctionArn: arnOf('echo'), memoryLimitInMB: '256' },
      trace: 'Root=1-2-3',
      date: '1970-01-01T00:00:00.000Z',
    });
    expect((result as { context: { left: number } }).context.left).toBeGreaterThan(2_000);
    expect(event).toEqual({ at: new Date(0), skip: undefined });
  });

  test('answers null for a handler that returns nothing', async () => {
    const runtime = start();
    define(runtime, 'quiet', 'export const handler = async () => {};');

    expect(await runtime.invoke('quiet', {})).toBeNull();
  });

  test("fails with the handler's error name and message, which are logged with the function", async () => {
    const runtime = start();
    define(
      runtime,
      'failing',
      `class OutOfStock extends Error { name = 'OutOfStock'; }
       export const handler = async () => { throw new OutOfStock('none left'); };`,
    );

    const error = await failure(runtime.invoke('failing', {}));

    expect(error).toMatchObject({
      name: 'OutOfStock',
      message: 'none left',
      payload: { errorType: 'OutOfStock', errorMessage: 'none left', trace: expect.any(Array) },
    });
    expect(log.text()).toMatch(/ERROR failing {2}invocation failed .*error="OutOfStock: none left"\n {6}OutOfStock/);
  });

  test('fails as Lambda does for a thrown string, a result that is no JSON, a missing export, and a broken bundle', async () => {
    const runtime = start();
    define(runtime, 'string', "export const handler = async () => { throw 'no'; };");
    define(runtime, 'bigint', 'export const handler = async () => ({ n: 1n });');
    define(runtime, 'unexported', 'export const other = 1;');
    define(runtime, 'broken', "import 'no-such-package-at-all'; export const handler = async () => 1;");
    define(runtime, 'callback', 'export const handler = (event, context, callback) => callback(null, 1);');

    const names = await Promise.all(
      ['string', 'bigint', 'unexported', 'broken', 'callback'].map(
        async (name) => ((await failure(runtime.invoke(name, {}))) as Error).name,
      ),
    );

    expect(names.slice(0, 3)).toEqual(['string', 'Runtime.MarshalError', 'Runtime.HandlerNotFound']);
    expect(names[4]).toBe('Runtime.CallbackHandlerDeprecated');
    expect(names[3]).not.toBe('');
  });

  test('ends at its timeout', async () => {
    const runtime = start();
    const code = 'export const handler = () => new Promise(() => setTimeout(() => {}, 1).unref());';
    define(runtime, 'slow', code, { timeoutSeconds: 0.1 });

    const error = await failure(runtime.invoke('slow', {}, { requestId: 'r-2' }));

    expect(error).toMatchObject({
      name: 'Sandbox.Timedout',
      message: 'RequestId: r-2 Error: Task timed out after 0.10 seconds',
    });
    expect(log.text()).toContain('Task timed out after 0.10 seconds');
  });

  test('fails with what was thrown, even where that cannot be copied to another thread', async () => {
    const runtime = start();
    define(
      runtime,
      'circular',
      `export const handler = async () => { const odd = { f: () => 1 }; odd.self = odd; throw odd; };`,
    );

    const error = await failure(runtime.invoke('circular', {}));

    expect(error).toMatchObject({ name: 'object', message: '[object Object]' });
  });

  test('does not use up its time while another function keeps its thread busy', async () => {
    const runtime = start();
    const code = `export const handler = async (event, context) => {
      if (event.busy) for (const end = performance.now() + 1500; performance.now() < end; ) JSON.parse('[1]');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return context.getRemainingTimeInMillis();
    };`;
    define(runtime, 'starved', code, { timeoutSeconds: 1 });

    const left = runtime.invoke('starved', {});
    void runtime.invoke('starved', { busy: true });

    expect(await left).toBeGreaterThan(500);
  });

  test('is rejected for an unknown function and for an event over 6 MB', async () => {
    const runtime = start();
    define(runtime, 'small', 'export const handler = async () => 1;');

    const unknown = await failure(runtime.invoke('nobody', {}));
    const tooLarge = await failure(runtime.invoke('small', 'x'.repeat(6 * 1024 * 1024)));

    expect(unknown).toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arnOf('nobody')}`,
    });
    expect(tooLarge).toMatchObject({ name: 'RequestTooLargeException' });
  });

  test('is retried by the next invocation after the module failed to load', async () => {
    const runtime = start();
    define(
      runtime,
      'flaky',
      `globalThis.flakyLoads = (globalThis.flakyLoads ?? 0) + 1;
       if (globalThis.flakyLoads === 1) throw new Error('cold start failed');
       export const handler = async () => globalThis.flakyLoads;`,
    );

    const first = await failure(runtime.invoke('flaky', {}));

    expect(first).toMatchObject({ message: 'cold start failed' });
    expect(await runtime.invoke('flaky', {})).toBe(2);
  });

  test('fails as on AWS when its function ends the process, and the next one begins again', async () => {
    const runtime = start();
    const code = `let calls = 0; export const handler = async ({ exits }) => {
      if (exits) process.exit(3);
      calls += 1;
      return calls;
    };`;
    define(runtime, 'exiting', code);
    const first = await runtime.invoke('exiting', {});

    const error = await failure(runtime.invoke('exiting', { exits: true }, { requestId: 'r-3' }));

    expect(error).toMatchObject({
      name: 'Runtime.ExitError',
      message: 'RequestId: r-3 Error: Runtime exited with error: exit status 3',
    });
    expect([first, await runtime.invoke('exiting', {})]).toEqual([1, 1]);
  });

  test('runs the new bundle once the function is defined again', async () => {
    const runtime = start();
    define(runtime, 'edited', "export const handler = async () => 'old';");
    const before = await runtime.invoke('edited', {});
    define(runtime, 'edited', "export const handler = async () => 'new';");

    expect([before, await runtime.invoke('edited', {})]).toEqual(['old', 'new']);
  });
});

test('invocations at the same time keep their values apart in the invoke store that Powertools uses', async () => {
  const runtime = start();
  define(
    runtime,
    'shared',
    `const store = () => globalThis.awslambda.InvokeStore;
     export const handler = async (event, context) => {
       store().set('n', event.n);
       await new Promise((resolve) => setTimeout(resolve, 10));
       return [store().get('n'), store().getRequestId() === context.awsRequestId, process.env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined];
     };`,
  );

  const results = await Promise.all([1, 2, 3].map((n) => runtime.invoke('shared', { n })));

  expect(results).toEqual([1, 2, 3].map((n) => [n, true, true]));
});

describe('what a function prints', () => {
  test('becomes one readable line a log record, with the error stack below it', async () => {
    const runtime = start();
    const record = {
      level: 'WARN',
      message: 'stock low',
      timestamp: 'x',
      service: 's',
      left: 2,
      note: 'a b',
      sampling_rate: 0,
    };
    const failed = {
      level: 'ERROR',
      message: 'bad',
      error: { name: 'TypeError', message: 'no', stack: 'TypeError: no\n    at f (/srv/a.ts:1:2)' },
    };
    const code = `export const handler = async () => { await 0;
      process.stdout.write(${JSON.stringify(`${JSON.stringify(record)}\n${JSON.stringify(failed)}\n`)}); process.stderr.write('plain\\n'); };`;
    define(runtime, 'talker', code);

    await runtime.invoke('talker', {});

    expect(log.text()).toMatch(/WARN {2}talker {2}stock low {2}left=2 {2}note="a b"\n/);
    expect(log.text()).toMatch(
      /ERROR talker {2}bad {2}error="TypeError: no"\n {6}TypeError: no\n {6}at f \(\/srv\/a.ts:1:2\)\n/,
    );
    expect(log.text()).toMatch(/WARN {2}talker {2}plain\n/);
  });
});

describe('an asynchronous event', () => {
  test('is tried three times, then goes to the dead-letter queue of its function', async () => {
    const exhausted: ExhaustedInvocation[] = [];
    const runtime = start({ retryDelays: [5, 5], onExhausted: async (invocation) => void exhausted.push(invocation) });
    const code = `globalThis.tries = 0; export const handler = async () => { globalThis.tries += 1; throw new Error('try ' + globalThis.tries); };`;
    define(runtime, 'hopeless', code, { deadLetterArn: 'arn:aws:sqs:eu-west-1:000000000000:dead' });

    const requestId = runtime.invokeAsync(arnOf('hopeless'), { a: 1 });
    await runtime.idle();

    expect(exhausted).toEqual([
      {
        functionArn: arnOf('hopeless'),
        deadLetterArn: 'arn:aws:sqs:eu-west-1:000000000000:dead',
        requestId,
        payload: '{"a":1}',
        attempts: 3,
        error: { errorType: 'Error', errorMessage: 'try 3', trace: expect.any(Array) },
      },
    ]);
  });

  test('is handled once when its function recovers', async () => {
    const runtime = start({ retryDelays: [5, 5] });
    define(
      runtime,
      'recovers',
      `const calls = []; export const handler = async (event) => {
        if (event.n === undefined) return calls;
        calls.push(event.n);
        if (calls.length < 2) throw new Error('again');
      };`,
    );

    runtime.invokeAsync('recovers', { n: 7 });
    await runtime.idle();

    expect(await runtime.invoke('recovers', {})).toEqual([7, 7]);
  });

  test('that was accepted before kill -9 is handled after the next start, once all is there', async () => {
    const state = mkdtempSync(join(directory, 'state-'));
    const killed = await startProcess(new URL('asyncInvocationProgram.ts', import.meta.url), state);
    await killed.kill();

    const runtime = start({ directory: state });
    define(
      runtime,
      'later',
      `const taken = []; export const handler = async (event, context) =>
        event.n === undefined ? taken : taken.push(event.n + ' ' + context.awsRequestId);`,
    );
    const taken = () => runtime.invoke('later', {}) as Promise<string[]>;
    await wait(30);
    const beforeResume = await taken();
    runtime.resume();
    await runtime.idle();

    expect(beforeResume).toEqual([]);
    expect((await taken()).sort()).toEqual(killed.url.split(',').sort());
  });
});

test('in a process of its own, a throwing bundle shows TypeScript lines, and a stray error ends nothing', () => {
  const source = join(directory, 'placeOrder.ts');
  writeFileSync(
    source,
    `type Event = { stray?: boolean };
function reserve(product: string): never {
  throw new RangeError(\`no \${product}\`);
}
export const handler = async (event: Event) => {
  if (event.stray) {
    void Promise.reject(new Error('forgotten'));
    return 'went on';
  }
  await 0;
  return reserve('shoes');
};`,
  );
  const root = join(import.meta.dirname, '../../../..');
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    ...[source, '--bundle', '--minify', '--platform=node', '--format=esm', '--sourcemap', '--log-level=warning'],
    `--outfile=${join(directory, 'placeOrder.mjs')}`,
  ]);
  writeFileSync(
    join(directory, 'run.ts'),
    `import { createLambdaRuntime } from ${JSON.stringify(join(root, 'shared/platform/src/functions/lambdaRuntime.ts'))};
import { createPlatformLog } from ${JSON.stringify(join(root, 'shared/platform/src/log/functionLog.ts'))};
const log = createPlatformLog({ terminal: process.stdout });
const runtime = createLambdaRuntime({ log, region: 'eu-west-1', accountId: '000000000000' });
runtime.define({ name: 'placeOrder', arn: 'arn:aws:lambda:eu-west-1:000000000000:function:placeOrder', file: ${JSON.stringify(join(directory, 'placeOrder.mjs'))}, exportName: 'handler', environment: {}, timeoutSeconds: 3, memoryMb: 128 });
await runtime.invoke('placeOrder', {}).catch(() => {});
console.log(await runtime.invoke('placeOrder', { stray: true }));
await new Promise((resolve) => setTimeout(resolve, 20));
await runtime.close();`,
  );

  const output = execFileSync(process.execPath, ['--no-warnings', 'run.ts'], { cwd: directory, encoding: 'utf8' });

  expect(output).toContain('RangeError: no shoes\n      at reserve (placeOrder.ts:3:9)\n');
  expect(output).toContain('placeOrder.ts:11:10');
  expect(output).toContain('went on\n');
  expect(output).toMatch(/ERROR placeOrder {2}Runtime.UnhandledPromiseRejection {2}error="Error: forgotten"/);
});
