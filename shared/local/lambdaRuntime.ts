import type { PlatformLog } from './functionLog.ts';

/** A function as its template describes it. */
export type FunctionDefinition = {
  name: string;
  /** Unqualified ARN. */
  arn: string;
  /** Absolute path of the bundle, an ES module. */
  file: string;
  /** Name of the export that handles events: the last part of the template's `Handler`. */
  exportName: string;
  /** The template's `Environment.Variables`, resolved. */
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  /** Queue or topic that takes an asynchronous event after its last attempt failed. */
  deadLetterArn?: string;
};

/** What is left of an asynchronous invocation after its last attempt failed. */
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

/** What Lambda answers for a failed invocation. */
export type FunctionErrorPayload = { errorType: string; errorMessage: string; trace?: string[] };

/**
 * A function threw, timed out or could not be loaded. `name` is the handler's error name (so that the workflow's `ErrorEquals`
 * finds it), `message` its message, `payload` what Lambda would answer with `X-Amz-Function-Error: Unhandled`.
 */
export declare class FunctionError extends Error {
  readonly payload: FunctionErrorPayload;
  constructor(payload: FunctionErrorPayload);
}

/** The invocation never reached the function. `name` is Lambda's: `ResourceNotFoundException` or `RequestTooLargeException`. */
export declare class InvocationRefused extends Error {
  constructor(name: 'ResourceNotFoundException' | 'RequestTooLargeException', message: string);
}

export type LambdaRuntime = {
  /** Adds a function or replaces the one of the same name: its next invocation loads the bundle anew. */
  define(fn: FunctionDefinition): void;
  /**
   * Invokes a function and waits for its result.
   * @param functionName its name, ARN, qualified ARN or partial ARN
   * @param event copied by way of JSON, as on AWS; at most 6 MB
   * @param options.requestId `awsRequestId` of the context; a new UUID by default
   * @param options.traceId trace header that the function sees in `_X_AMZN_TRACE_ID`
   * @returns what the handler returned, copied by way of JSON; `undefined` becomes `null`
   * @throws FunctionError, InvocationRefused
   */
  invoke(functionName: string, event: unknown, options?: { requestId?: string; traceId?: string }): Promise<unknown>;
  /**
   * Takes an event to be handled later; it is stored when this returns. A failed attempt is repeated twice, after 1 s and after another
   * 2 s (1 and 2 minutes on AWS); then the event goes to `onExhausted` if the function has a dead-letter ARN, or is dropped with an error in the log.
   * @returns the request id
   * @throws InvocationRefused
   */
  invokeAsync(functionName: string, event: unknown): string;
  /** Starts what a former process left behind. Call it once all functions and endpoints are there. */
  resume(): void;
  /** The platform's own variables (`AWS_ENDPOINT_URL_*`, credentials) that every function sees; its own variables win. */
  setPlatformEnvironment(variables: Record<string, string>): void;
  get(functionName: string): FunctionDefinition | undefined;
  list(): FunctionDefinition[];
  /** Resolves when no asynchronous invocation is running or waiting, the waits between attempts included. */
  idle(): Promise<void>;
  /** Takes no new work, waits up to 5 s for what runs, leaves the rest stored. */
  close(): Promise<void>;
};

export declare function createLambdaRuntime(options: {
  log: PlatformLog;
  region: string;
  accountId: string;
  /** Where asynchronous events are kept (`lambda.sqlite`); in memory by default. */
  directory?: string;
  platformEnvironment?: Record<string, string>;
  /** Takes an event to its dead-letter queue or topic: `sendToDeadLetter` of eventSources.ts does. */
  onExhausted?: (invocation: ExhaustedInvocation) => Promise<void>;
  /** Waits between attempts in milliseconds; `[1000, 2000]` by default. */
  retryDelays?: number[];
}): LambdaRuntime;
