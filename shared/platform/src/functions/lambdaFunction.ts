import { randomBytes } from 'node:crypto';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A function as defined by its template. */
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
  /** Queue or topic for an asynchronous event after its last attempt. */
  deadLetterArn?: string;
};

/** The largest event or result of a synchronous invocation. */
export const SYNC_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** Lambda's response to a failed invocation. */
export type FunctionErrorPayload = { errorType: string; errorMessage: string; trace?: string[] };

/**
 * A function threw, timed out or could not be loaded. `name` is the name of the handler's error (for `ErrorEquals` in workflows),
 * `message` its message, `payload` Lambda's response with `X-Amz-Function-Error: Unhandled`.
 */
export class FunctionError extends Error {
  readonly payload: FunctionErrorPayload;
  constructor(payload: FunctionErrorPayload, options?: ErrorOptions) {
    super(payload.errorMessage, options);
    this.name = payload.errorType;
    this.payload = payload;
  }
}

/**
 * Converts a thrown value like Lambda.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export const toFunctionError = (thrown: unknown): FunctionError => {
  if (thrown instanceof FunctionError) return thrown;
  const { name, message, stack } = Object(thrown) as { name?: unknown; message?: unknown; stack?: unknown };
  if (typeof name === 'string' && typeof message === 'string') {
    const trace = typeof stack === 'string' ? stack.split('\n') : [];
    return new FunctionError({ errorType: name, errorMessage: message, trace }, { cause: thrown });
  }
  return new FunctionError({ errorType: typeof thrown, errorMessage: String(thrown), trace: [] }, { cause: thrown });
};

/** The second argument of a handler. */
export type FunctionContext = {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  /** In MB. */
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
};

type Handler = (event: unknown, context: FunctionContext) => unknown;

let imports = 0;

/**
 * Loads a function's bundle. Each call creates a new module instance, even of a bundle that several functions share. Node never frees a
 * module, so replacing functions often costs memory.
 *
 * @throws FunctionError `Runtime.ImportModuleError`, `Runtime.UserCodeSyntaxError`, `Runtime.HandlerNotFound`,
 *   `Runtime.CallbackHandlerDeprecated`, or the error that the module's own code throws
 */
export const loadHandler = async ({ name, file, exportName }: FunctionDefinition): Promise<Handler> => {
  imports += 1;
  const url = `${pathToFileURL(file).href}?${encodeURIComponent(name)}-${imports}`;
  const module = (await import(url).catch((error: unknown) => {
    throw importError(error);
  })) as Record<string, unknown>;
  const handler = module[exportName];
  if (typeof handler !== 'function') {
    const errorMessage = `${file}.${exportName} is ${handler === undefined ? 'undefined or not exported' : 'not a function'}`;
    throw new FunctionError({ errorType: 'Runtime.HandlerNotFound', errorMessage });
  }
  if (handler.length > 2) {
    const errorMessage = 'Node.js 24 of Lambda takes no handlers with a callback: make the handler async.';
    throw new FunctionError({ errorType: 'Runtime.CallbackHandlerDeprecated', errorMessage });
  }
  return handler as Handler;
};

const importError = (error: unknown): FunctionError => {
  const { code, name, message } = Object(error) as { code?: unknown; name?: unknown; message?: unknown };
  const errorMessage = `${String(name)}: ${String(message)}`;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return new FunctionError({ errorType: 'Runtime.ImportModuleError', errorMessage }, { cause: error });
  }
  if (name === 'SyntaxError') {
    return new FunctionError({ errorType: 'Runtime.UserCodeSyntaxError', errorMessage }, { cause: error });
  }
  return toFunctionError(error);
};

/**
 * Returns the complete environment of a function, without anything from the developer's shell, profile or AWS configuration.
 * `AWS_LAMBDA_MAX_CONCURRENCY` tells Powertools that invocations share this environment.
 *
 * @param platform endpoints and credentials of the platform
 * @param replaced values in place of those of the template, for variables that it has
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const functionEnvironment = (
  fn: FunctionDefinition,
  platform: Record<string, string>,
  region: string,
  replaced: Record<string, string> = {},
): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SESSION_TOKEN: fn.name, // as on AWS, where a function's requests and presigned URLs contain the token of its own role
  ...platform,
  ...fn.environment,
  ...Object.fromEntries(Object.entries(replaced).filter(([name]) => Object.hasOwn(fn.environment, name))),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: fn.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`,
  AWS_LAMBDA_MAX_CONCURRENCY: '100',
  LAMBDA_TASK_ROOT: dirname(fn.file),
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  _HANDLER: `${fn.file
    .split('/')
    .at(-1)
    ?.replace(/\.[cm]?js$/, '')}.${fn.exportName}`,
});

/** Creates the context of an invocation with `left` remaining milliseconds. */
export const functionContext = (
  fn: FunctionDefinition,
  environment: Record<string, string>,
  requestId: string,
  left: () => number,
): FunctionContext => ({
  functionName: fn.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: fn.arn,
  memoryLimitInMB: String(fn.memoryMb),
  awsRequestId: requestId,
  logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
  logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.floor(left()),
});
