const serviceNamespace = 'com.amazonaws.dynamodb.v20120810#';
const validationNamespace = 'com.amazon.coral.validate#';
const protocolNamespace = 'com.amazon.coral.service#';
const protocolErrors = ['UnknownOperationException', 'SerializationException', 'MissingAuthenticationTokenException'];

/** What DynamoDB answers when it refuses: `__type` and message, and the fields of that error. */
export type ErrorBody = { __type: string; message?: string; [field: string]: unknown };

/** A refusal as DynamoDB words it; dynalite's own errors have the same two properties. */
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

/** A ValidationException. */
export const invalid = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

/** The refusal that `error` stands for; undefined where it is a fault of ours. */
export const refusalOf = (error: unknown): ErrorBody | undefined => {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return undefined;
  return error.body as ErrorBody;
};

/** The type of a refusal without its namespace: `ConditionalCheckFailedException`. */
export const typeOf = (body: ErrorBody): string => body.__type.slice(body.__type.indexOf('#') + 1);
