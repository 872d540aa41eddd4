import type { IncomingHttpHeaders } from 'node:http';
import { addressIn } from './sesRequests.ts';

export type AwsAccount = {
  region: string;
  accountId: string;
};

/** A request to one of the local endpoints, and its response's status. */
export type AwsCall = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** Empty if irrelevant, like an object's bytes. */
  body: string;
  status: number;
};

/** A permission that a request needs. */
export type Permission = {
  action: string;
  /** ARN. */
  resource: string;
};

type Arn = (service: string, resource: string) => string;
type Input = Record<string, unknown>;

/**
 * Returns the permissions that a request needs on AWS. None for unknown operations: a missing one shows up as an unused permission.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const permissionsOf = (call: AwsCall, { region, accountId }: AwsAccount): Permission[] => {
  const arn: Arn = (service, resource) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const [service = '', operation = ''] = String(call.headers['x-amz-target'] ?? '').split('.');
  const path = call.url.split('?')[0] ?? '';
  if (service.startsWith('DynamoDB_')) return tablePermissions(operation, toInput(call.body), arn);
  if (service === 'AmazonSQS') {
    const queue = String(toInput(call.body).QueueUrl).split('/').at(-1);
    return [{ action: `sqs:${single(operation)}`, resource: arn('sqs', `${queue}`) }];
  }
  if (service === 'AWSStepFunctions') {
    return [{ action: `states:${operation}`, resource: String(toInput(call.body).stateMachineArn ?? '*') }];
  }
  if (service === 'AmazonSSM') return parameterPermissions(operation, toInput(call.body), arn);
  if (service === 'AWSCognitoIdentityProviderService') {
    const pool = `userpool/${toInput(call.body).UserPoolId}`;
    return [{ action: `cognito-idp:${operation}`, resource: arn('cognito-idp', pool) }];
  }
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path)?.[1];
  if (invoked) {
    const name = decodeURIComponent(invoked).split(':').at(-1);
    return [{ action: 'lambda:InvokeFunction', resource: arn('lambda', `function:${name}`) }];
  }
  if (call.method === 'POST' && path === '/') return formPermissions(new URLSearchParams(call.body), arn);
  return objectPermissions(call, path);
};

/** Returns the operation that IAM checks: a batch of messages needs the permission of a single one. */
const single = (operation: string): string => operation.replace(/Batch$/, '');

const toInput = (body: string): Input => JSON.parse(body || '{}') as Input;

/** Returns the permissions of form requests: SES and SNS are distinguished by the version of their API. */
const formPermissions = (form: URLSearchParams, arn: Arn): Permission[] => {
  const action = single(String(form.get('Action')));
  if (form.get('Version') !== '2010-12-01')
    return [{ action: `sns:${action}`, resource: String(form.get('TopicArn')) }];
  // As for an identity with a default configuration set, which SES checks too
  return [`identity/${addressIn(form.get('Source') ?? '')}`, 'configuration-set/default'].map((resource) => ({
    action: `ses:${action}`,
    resource: arn('ses', resource),
  }));
};

/**
 * Returns the permissions of Parameter Store. A path is a resource of its own. Decrypting with the account's own key for Parameter Store
 * needs no permission.
 */
const parameterPermissions = (operation: string, { Name, Names, Path }: Input, arn: Arn): Permission[] => {
  const names = [Name, ...(Array.isArray(Names) ? Names : []), Path].filter((name) => typeof name === 'string');
  return names.map((name) => ({
    action: `ssm:${operation}`,
    resource: name.startsWith('arn:') ? name : arn('ssm', `parameter/${name.replace(/^\//, '')}`),
  }));
};

/** Returns the permissions of DynamoDB: a transaction or batch needs those of its parts. */
const tablePermissions = (operation: string, input: Input, arn: Arn): Permission[] => {
  const on = (action: string, { TableName, IndexName }: Input): Permission => ({
    action: `dynamodb:${action}`,
    resource: arn('dynamodb', `table/${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`),
  });
  const actions: Record<string, string> = {
    Put: 'PutItem',
    Update: 'UpdateItem',
    Delete: 'DeleteItem',
    Get: 'GetItem',
    ConditionCheck: 'ConditionCheckItem',
  };
  if (operation.startsWith('Transact')) {
    const items = (input.TransactItems ?? []) as Record<string, Input>[];
    return items.flatMap((item) => Object.entries(item).map(([kind, part]) => on(actions[kind] ?? kind, part)));
  }
  if (operation.startsWith('Batch')) {
    return Object.keys((input.RequestItems ?? {}) as object).map((TableName) => on(operation, { TableName }));
  }
  return [on(operation, input)];
};

/**
 * Returns the permissions of S3, which reports "missing" instead of "not allowed" only to callers who may list the bucket. A rejected
 * request (a misused presigned URL) uses no permission.
 */
const objectPermissions = ({ method, url, headers, status }: AwsCall, path: string): Permission[] => {
  const [, bucket = '', ...key] = decodeURIComponent(path).split('/');
  const query = new URLSearchParams(url.split('?')[1]);
  if (method === 'GET' && key.join('/') === '' && query.has('list-type')) {
    return status === 403 ? [] : [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
  }
  const action = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject', DELETE: 's3:DeleteObject' }[method];
  if (action === undefined || key.length === 0 || status === 403) return [];
  const source = headers['x-amz-copy-source'];
  return [
    { action, resource: `arn:aws:s3:::${bucket}/${key.join('/')}` },
    ...(typeof source === 'string'
      ? [{ action: 's3:GetObject', resource: `arn:aws:s3:::${decodeURIComponent(source).replace(/^\//, '')}` }]
      : []),
    ...(status === 404 && method !== 'PUT' ? [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }] : []),
  ];
};
