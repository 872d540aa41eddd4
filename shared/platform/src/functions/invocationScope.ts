import { AsyncLocalStorage } from 'node:async_hooks';
import type { PlatformLog } from '../log/functionLog.ts';

/**
 * Separates functions in one thread: a function's code sees its own environment in `process.env`, and its output and unhandled errors are
 * attributed to it.
 */
export type Invocation = {
  functionName: string;
  /** The function's complete environment, shared by its invocations: changes are visible to later ones, as in a warm Lambda. */
  environment: Record<string, string>;
  requestId: string;
  traceId: string;
  /** Values of `@aws/lambda-invoke-store`, with which Powertools separates concurrent invocations. */
  store: Record<string | symbol, unknown>;
};

const scope = new AsyncLocalStorage<Invocation>();

/** Runs code on behalf of a function. */
export const runInvocation = <T>(invocation: Invocation, work: () => T): T => scope.run(invocation, work);

/** Prepares a thread for functions: each has its own `process.env`, output, invoke store and unhandled errors. */
export const enterFunctionProcess = (log: PlatformLog): void => {
  scopeEnvironment();
  offerInvokeStore();
  captureOutput(log);
  catchStrayErrors(log);
};

/** Makes `process.env` the function's own in a function; everywhere else it is the process's. */
const scopeEnvironment = (): void => {
  const own = process.env;
  const current = () => scope.getStore()?.environment ?? own;
  process.env = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, key) =>
        (key === '_X_AMZN_TRACE_ID' ? scope.getStore()?.traceId : undefined) ?? Reflect.get(current(), key),
      set: (_, key, value) => Reflect.set(current(), key, String(value)),
      has: (_, key) => Reflect.has(current(), key),
      deleteProperty: (_, key) => Reflect.deleteProperty(current(), key),
      defineProperty: (_, key, descriptor) => Reflect.defineProperty(current(), key, descriptor),
      ownKeys: () => Reflect.ownKeys(current()),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(current(), key),
    },
  );
};

/**
 * Provides the object that Lambda's runtime offers if invocations of one environment run concurrently, as they do here.
 * @see https://github.com/awslabs/aws-lambda-invoke-store
 */
const offerInvokeStore = (): void => {
  const host = globalThis as { awslambda?: { InvokeStore?: unknown } };
  const get = (key: string | symbol) => scope.getStore()?.store[key];
  host.awslambda = {
    InvokeStore: {
      get,
      set: (key: string | symbol, value: unknown) => {
        const store = scope.getStore()?.store;
        if (store) store[key] = value;
      },
      getContext: () => scope.getStore()?.store,
      hasContext: () => scope.getStore() !== undefined,
      run: (context: Invocation['store'], work: () => unknown) => {
        const invocation = scope.getStore();
        return invocation ? scope.run({ ...invocation, store: context }, work) : work();
      },
      getRequestId: () => scope.getStore()?.requestId ?? '-',
      getXRayTraceId: () => scope.getStore()?.traceId,
      getTenantId: () => undefined,
      getTraceparent: () => undefined,
      getTracestate: () => undefined,
      getBaggage: () => undefined,
    },
  };
};

/** Captures output at the streams, since loggers write to `process.stdout` through their own consoles. */
const captureOutput = (log: PlatformLog): void => {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    const write = stream.write;
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      const invocation = scope.getStore();
      if (!invocation) return Reflect.apply(write, stream, [chunk, ...rest]);
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      // Outside of the scope, since the log may itself write to this stream.
      scope.exit(() => log.functionOutput(invocation.functionName, text, name));
      const written = rest.findLast((argument) => typeof argument === 'function');
      if (written) process.nextTick(written as () => void);
      return true;
    }) as typeof stream.write;
  }
};

/**
 * Handles unhandled errors. On AWS, one of a function ends its sandbox; here it is logged and others continue. One of the platform itself
 * is logged and ends the process.
 *
 * @returns a function that stops this
 */
export const catchStrayErrors = (log: PlatformLog): (() => void) => {
  const report = (kind: string) => (error: unknown) => {
    const functionName = scope.getStore()?.functionName;
    scope.exit(() => log.write(functionName ? 'ERROR' : 'CRITICAL', functionName ?? 'platform', kind, { error }));
    if (functionName !== undefined) return;
    log.close();
    process.exit(1);
  };
  const onRejection = report('Runtime.UnhandledPromiseRejection');
  const onException = report('Runtime.UncaughtException');
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return () => {
    process.off('unhandledRejection', onRejection);
    process.off('uncaughtException', onException);
  };
};
