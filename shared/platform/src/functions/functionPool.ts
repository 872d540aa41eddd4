import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LogLevel, PlatformLog } from '../log/functionLog.ts';
import { type FunctionDefinition, FunctionError, type FunctionErrorPayload } from './lambdaFunction.ts';

/** One environment of a function: on AWS a sandbox, here a module instance in a thread. */
export type FunctionSandbox = { fn: FunctionDefinition; environment: Record<string, string> };

/** A message that asks a thread for one invocation. */
export type FunctionPoolMessage = {
  id: number;
  /** Name of the function. */
  name: string;
  /** Sent with the first invocation. */
  sandbox?: FunctionSandbox;
  /** The event, as JSON. */
  payload: string;
  requestId: string;
  traceId: string;
};

/** A thread's message; `text` is the result, as JSON. */
export type FunctionWorkerMessage =
  | { kind: 'result'; id: number; text: string }
  | { kind: 'failure'; id: number; payload: FunctionErrorPayload; cause: unknown }
  | { kind: 'log'; level: LogLevel; source: string; message: string; fields: Record<string, unknown> }
  | { kind: 'output'; functionName: string; text: string; stream: 'stdout' | 'stderr' };

/** The initial data of a thread. */
export type WorkerSetting = { compileCache: string | undefined };

export type FunctionPool = {
  /**
   * Invokes a function.
   *
   * @returns its result, as JSON
   * @throws FunctionError
   */
  run(
    sandbox: FunctionSandbox,
    invocation: Pick<FunctionPoolMessage, 'payload' | 'requestId' | 'traceId'>,
  ): Promise<string>;
  /** Ends all threads, including running functions. */
  close(): Promise<void>;
};

/** Leaves a processor for the platform's own thread, which runs the AWS services. */
const THREADS = Math.min(Math.max(availableParallelism() - 1, 1), 3);

type Thread = {
  worker: Worker;
  used: WeakSet<FunctionSandbox>;
  waiting: Map<number, PromiseWithResolvers<string> & { requestId: string }>;
};

/**
 * Creates the threads in which functions run, so that they and the services that they call do not share one core. All invocations of a
 * function run in one thread. Threads start on first use. If one ends, because a function exited or used up its memory, its invocations
 * fail, like in a sandbox on AWS, and it is replaced.
 */
export const createFunctionPool = (log: PlatformLog): FunctionPool => {
  const threads: (Thread | undefined)[] = [];
  const numbers = new Map<string, number>();
  let invocations = 0;

  const receive = (waiting: Thread['waiting'], message: FunctionWorkerMessage): void => {
    switch (message.kind) {
      case 'output':
        log.functionOutput(message.functionName, message.text, message.stream);
        break;
      case 'log':
        log.write(message.level, message.source, message.message, message.fields);
        break;
      case 'result':
        waiting.get(message.id)?.resolve(message.text);
        waiting.delete(message.id);
        break;
      case 'failure':
        waiting.get(message.id)?.reject(new FunctionError(message.payload, { cause: message.cause }));
        waiting.delete(message.id);
    }
  };
  const startThread = (number: number): Thread => {
    const waiting: Thread['waiting'] = new Map();
    const setting: WorkerSetting = { compileCache: getCompileCacheDir() };
    const program = new URL('./functionWorker.ts', import.meta.url);
    const worker = new Worker(program, { workerData: setting });
    worker.unref();
    worker.on('message', (message: FunctionWorkerMessage) => {
      receive(waiting, message);
      if (waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => log.write('ERROR', 'platform', 'a thread of the functions failed', { error }));
    worker.on('exit', (code) => {
      threads[number] = undefined;
      for (const { requestId, reject } of waiting.values()) reject(exitError(requestId, code));
    });
    return { worker, used: new WeakSet(), waiting };
  };
  const threadOf = (name: string): Thread => {
    const number = numbers.get(name) ?? numbers.size % THREADS;
    numbers.set(name, number);
    threads[number] ??= startThread(number);
    return threads[number];
  };

  return {
    run: (sandbox, invocation) => {
      const { name } = sandbox.fn;
      const { worker, used, waiting } = threadOf(name);
      invocations += 1;
      const id = invocations;
      const answer = Promise.withResolvers<string>();
      waiting.set(id, { ...answer, requestId: invocation.requestId });
      worker.ref();
      worker.postMessage({ id, name, ...(used.has(sandbox) ? {} : { sandbox }), ...invocation });
      used.add(sandbox);
      return answer.promise;
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread?.worker.terminate()));
    },
  };
};

/** Returns Lambda's error for a sandbox whose process exited. */
const exitError = (requestId: string, code: number): FunctionError =>
  new FunctionError({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`,
  });
