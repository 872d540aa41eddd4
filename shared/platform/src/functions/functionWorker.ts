/** The program of a thread that runs functions, started by functionPool.ts. */
import { enableCompileCache } from 'node:module';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { PlatformLog } from '../log/functionLog.ts';
import type { FunctionPoolMessage, FunctionWorkerMessage, WorkerSetting } from './functionPool.ts';
import { startFunctionTime } from './functionTime.ts';
import { enterFunctionProcess, runInvocation } from './invocationScope.ts';
import { FunctionError, functionContext, loadHandler, SYNC_PAYLOAD_BYTES, toFunctionError } from './lambdaFunction.ts';
import { resolveSyncHost } from './syncHost.mjs';

type Sandbox = NonNullable<FunctionPoolMessage['sandbox']> & { handler?: ReturnType<typeof loadHandler> | undefined };

const post = (message: FunctionWorkerMessage) => parentPort?.postMessage(message);

/** Converts a thrown value for another thread: errors are not copied completely, and other objects possibly not at all. */
const plain = (value: unknown): unknown => {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return ['object', 'function', 'symbol'].includes(typeof value) ? inspect(value) : value;
};

const log: PlatformLog = {
  write: (level, source, message, { error, ...fields } = {}) =>
    post({ kind: 'log', level, source, message, fields: { ...fields, error: plain(error) } }),
  functionOutput: (functionName, text, stream) => post({ kind: 'output', functionName, text, stream }),
  close: () => undefined,
};

const { compileCache } = workerData as WorkerSetting;
if (compileCache !== undefined) enableCompileCache(compileCache);
resolveSyncHost();
enterFunctionProcess(log);

/** Sandboxes by function name. A redefined function gets a new one. */
const sandboxes = new Map<string, Sandbox>();

parentPort?.on('message', async (message: FunctionPoolMessage) => {
  const { id, name } = message;
  if (message.sandbox) sandboxes.set(name, message.sandbox);
  try {
    post({ kind: 'result', id, text: await run(sandboxes.get(name) as Sandbox, message) });
  } catch (error) {
    const { payload, cause } = error as FunctionError;
    post({ kind: 'failure', id, payload, cause: plain(cause) });
  }
});

/** @throws FunctionError */
const run = async (sandbox: Sandbox, { payload, requestId, traceId }: FunctionPoolMessage): Promise<string> => {
  const { fn, environment } = sandbox;
  const work = async () => {
    sandbox.handler ??= loadHandler(fn).catch((error: unknown) => {
      sandbox.handler = undefined; // as on AWS, the next invocation loads it again
      throw error;
    });
    const handler = await sandbox.handler;
    const result = await withTimeout(fn.timeoutSeconds, requestId, async (left) =>
      handler(JSON.parse(payload), functionContext(fn, environment, requestId, left)),
    );
    return toText(result);
  };
  try {
    return await runInvocation({ functionName: fn.name, environment, requestId, traceId, store: {} }, work);
  } catch (error) {
    throw toFunctionError(error);
  }
};

/** @param work gets a function that returns its remaining milliseconds */
const withTimeout = async <T>(
  seconds: number,
  requestId: string,
  work: (left: () => number) => Promise<T>,
): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  const time = startFunctionTime(seconds * 1000, () =>
    reject(new FunctionError({ errorType: 'Sandbox.Timedout', errorMessage })),
  );
  work(time.left).then(resolve, reject);
  try {
    return await promise;
  } finally {
    time.stop();
  }
};

const toText = (result: unknown): string => {
  let text: string;
  try {
    text = JSON.stringify(result) ?? 'null';
  } catch (error) {
    const errorMessage = `Unable to stringify response body: ${String(error)}`;
    throw new FunctionError({ errorType: 'Runtime.MarshalError', errorMessage }, { cause: error });
  }
  if (Buffer.byteLength(text) > SYNC_PAYLOAD_BYTES + 100) {
    const errorMessage = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
    throw new FunctionError({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
  }
  return text;
};
