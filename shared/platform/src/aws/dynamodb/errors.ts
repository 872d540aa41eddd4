const serviceNamespace = 'com.amazonaws.dynamodb.v20120810#';
const validationNamespace = 'com.amazon.coral.validate#';
const protocolNamespace = 'com.amazon.coral.service#';
const protocolErrors = ['UnknownOperationException', 'SerializationException', 'MissingAuthenticationTokenException'];

/** The body of DynamoDB's error responses: `__type`, message, and the fields of that error. */
export type ErrorBody = { __type: string; message?: string; [field: string]: unknown };

/** An error response of DynamoDB; dynalite's own errors have the same two properties. */
export class DynamoDbError extends Error {
  readonly statusCode: number = 400;
  readonly body: ErrorBody;

  constructor(type: string, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = type;
    this.body = { __type: `${namespaceOf(type)}${type}`, message, ...fields };
  }
}

const namespaceOf = (type: string): string => {
  if (type === 'ValidationException') return validationNamespace;
  return protocolErrors.includes(type) ? protocolNamespace : serviceNamespace;
};

/** Creates a ValidationException. */
export const invalid = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

/** Returns the error response for `error`; `undefined` if it is our own fault. */
export const refusalOf = (error: unknown): ErrorBody | undefined => {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return undefined;
  return error.body as ErrorBody;
};

/** Returns the type of an error response without its namespace: `ConditionalCheckFailedException`. */
export const typeOf = (body: ErrorBody): string => body.__type.slice(body.__type.indexOf('#') + 1);
