import { randomBytes, randomUUID } from 'node:crypto';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import type { PlatformLog } from '../log/functionLog.ts';
import { createAsyncInvocations } from './asyncInvocations.ts';
import { createFunctionPool, type FunctionSandbox } from './functionPool.ts';
import { catchStrayErrors } from './invocationScope.ts';
import {
  type FunctionDefinition,
  type FunctionError,
  type FunctionErrorPayload,
  functionEnvironment,
  SYNC_PAYLOAD_BYTES,
  toFunctionError,
} from './lambdaFunction.ts';

export { type FunctionDefinition, FunctionError } from './lambdaFunction.ts';

/** An asynchronous invocation whose last attempt failed. */
export type ExhaustedInvocation = {
  functionArn: string;
  /** The function's `deadLetterArn`. */
  deadLetterArn: string;
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  attempts: number;
  error: FunctionErrorPayload;
};

/** The invocation never reached the function. `name` is Lambda's. */
export class InvocationRefused extends Error {
  constructor(name: 'ResourceNotFoundException' | 'RequestTooLargeException', message: string) {
    super(message);
    this.name = name;
  }
}

export type LambdaRuntime = {
  /** Adds a function or replaces the one with the same name: its next invocation loads the bundle again. */
  define(fn: FunctionDefinition): void;
  /**
   * Invokes a function and waits for its result.
   * @param functionName its name, ARN, qualified ARN or partial ARN
   * @param event is serialised as JSON, as on AWS; at most 6 MB
   * @param options.requestId `awsRequestId` of the context; a new UUID by default
   * @param options.traceId trace header that the function sees in `_X_AMZN_TRACE_ID`
   * @returns the handler's result, serialised as JSON; `undefined` becomes `null`
   * @throws FunctionError, InvocationRefused
   */
  invoke(functionName: string, event: unknown, options?: { requestId?: string; traceId?: string }): Promise<unknown>;
  /**
   * Accepts an event to be handled later; it is stored when this returns. A failed attempt is retried twice, after 1 s and another 2 s (1
   * and 2 minutes on AWS). Then the event is passed to `onExhausted` if the function has a dead-letter ARN; otherwise it is dropped with
   * an error in the log.
   * @returns the request id
   * @throws InvocationRefused
   */
  invokeAsync(functionName: string, event: unknown): string;
  /** Resumes the invocations of an earlier process. Call it once all functions and endpoints are ready. */
  resume(): void;
  /**
   * The platform's own variables (`AWS_ENDPOINT_URL_*`, credentials) that functions see from their first invocation on; their own
   * variables take precedence, but for `replaced`, whose values functions see in place of their own.
   */
  setPlatformEnvironment(variables: Record<string, string>, replaced?: Record<string, string>): void;
  get(functionName: string): FunctionDefinition | undefined;
  list(): FunctionDefinition[];
  /** Resolves when no asynchronous invocation is running or waiting, including waits between attempts. */
  idle(): Promise<void>;
  /** Accepts no new work, waits up to 5 s for running invocations, and leaves the rest stored. */
  close(): Promise<void>;
};

const ASYNC_PAYLOAD_BYTES = 1024 * 1024;
const NAME = /^(?:arn:aws:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::[\w$-]+)?$/;

/**
 * Creates Lambda in threads of this process. Bundles are loaded on their first invocation. Every function has its own `process.env`, but
 * all its invocations share one module instance, also concurrent ones, which have separate sandboxes on AWS. So bugs with module state
 * that is only valid for one invocation at a time show up here first. A handler that exceeds its timeout cannot be stopped; its result is
 * dropped.
 *
 * @param options.directory where asynchronous events are kept (`lambda.sqlite`); in memory by default
 * @param options.onExhausted sends an event to its dead-letter queue or topic, like `sendToDeadLetter`
 * @param options.retryDelays waits between asynchronous attempts in milliseconds; `[1000, 2000]` by default
 */
export const createLambdaRuntime = (options: {
  log: PlatformLog;
  region: string;
  accountId: string;
  directory?: string;
  platformEnvironment?: Record<string, string>;
  onExhausted?: (invocation: ExhaustedInvocation) => Promise<void>;
  retryDelays?: number[];
}): LambdaRuntime => {
  const { log, region } = options;
  const sandboxes = new Map<string, FunctionSandbox>();
  const pool = createFunctionPool(log);
  const running = new Set<Promise<unknown>>();
  let platformEnvironment = options.platformEnvironment ?? {};
  let replacedVariables: Record<string, string> = {};
  const ignoreStrayErrors = catchStrayErrors(log);

  const find = (functionName: string): FunctionSandbox => {
    const sandbox = sandboxes.get(NAME.exec(functionName)?.[1] ?? '');
    if (sandbox) return sandbox;
    const arn = functionName.startsWith('arn:')
      ? functionName
      : `arn:aws:lambda:${region}:${options.accountId}:function:${functionName}`;
    throw new InvocationRefused('ResourceNotFoundException', `Function not found: ${arn}`);
  };
  const start = (functionName: string, payload: string, invocation: { requestId: string; traceId: string }) => {
    const sandbox = find(functionName);
    if (Object.keys(sandbox.environment).length === 0) {
      sandbox.environment = functionEnvironment(sandbox.fn, platformEnvironment, region, replacedVariables);
    }
    const work = pool.run(sandbox, { payload, ...invocation }).catch((error: FunctionError) => {
      log.write('ERROR', sandbox.fn.name, 'invocation failed', {
        requestId: invocation.requestId,
        error: error.cause ?? error.payload.errorMessage,
      });
      throw error;
    });
    running.add(work);
    const ended = () => running.delete(work);
    work.then(ended, ended);
    return work;
  };
  const invocations = createAsyncInvocations({
    directory: options.directory,
    retryDelays: options.retryDelays ?? [1_000, 2_000],
    attempt: async ({ functionArn, payload, requestId }) => {
      await start(functionArn, payload, { requestId, traceId: newTraceId() });
    },
    exhausted: async ({ functionArn, ...invocation }, error) => {
      const deadLetterArn = sandboxes.get(NAME.exec(functionArn)?.[1] ?? '')?.fn.deadLetterArn;
      const { requestId } = invocation;
      log.write('ERROR', functionArn, 'event given up after its last attempt', { requestId, deadLetterArn });
      if (deadLetterArn === undefined || !options.onExhausted) return;
      const exhausted = { ...invocation, functionArn, deadLetterArn, error: toFunctionError(error).payload };
      await options.onExhausted(exhausted).catch((reason: unknown) => {
        log.write('ERROR', functionArn, 'event lost: its dead letter could not be sent', { requestId, error: reason });
      });
    },
  });

  return {
    define: (fn) => void sandboxes.set(fn.name, { fn, environment: {} }),
    invoke: async (functionName, event, { requestId = randomUUID(), traceId = newTraceId() } = {}) =>
      JSON.parse(await start(functionName, serialise(event, SYNC_PAYLOAD_BYTES), { requestId, traceId })),
    invokeAsync: (functionName, event) => {
      const requestId = randomUUID();
      const functionArn = find(functionName).fn.arn;
      invocations.add({ requestId, functionArn, payload: serialise(event, ASYNC_PAYLOAD_BYTES) });
      return requestId;
    },
    resume: () => invocations.resume(),
    setPlatformEnvironment: (variables, replaced = {}) => {
      platformEnvironment = variables;
      replacedVariables = replaced;
    },
    get: (functionName) => sandboxes.get(NAME.exec(functionName)?.[1] ?? '')?.fn,
    list: () => [...sandboxes.values()].map(({ fn }) => fn),
    idle: () => invocations.idle(),
    close: async () => {
      await Promise.all([invocations.close(), waitAtMost(Promise.allSettled(running), GRACE_MS)]);
      await pool.close();
      ignoreStrayErrors();
    },
  };
};

/** Creates a trace header like API Gateway and Lambda; nothing is sampled. */
const newTraceId = () =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;

const serialise = (event: unknown, limit: number): string => {
  const payload = JSON.stringify(event) ?? 'null';
  const bytes = Buffer.byteLength(payload);
  if (bytes <= limit) return payload;
  const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
  throw new InvocationRefused('RequestTooLargeException', message);
};
