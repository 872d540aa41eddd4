import { describe, expect, test } from '@jest/globals';
import { type AwsCall, permissionsOf } from '../../src/aws/permissionsOf.ts';

const account = { region: 'eu-west-1', accountId: '000000000000' };
const call = (given: Partial<AwsCall>) =>
  permissionsOf({ method: 'POST', url: '/', headers: {}, body: '', status: 200, ...given }, account).map(
    ({ action, resource }) => `${action} on ${resource.replace('arn:aws:', '')}`,
  );
const toTarget = (target: string, input: object) =>
  call({ headers: { 'x-amz-target': target }, body: JSON.stringify(input) });

describe('the permissions that a request needs', () => {
  test('of a table and of its index are told apart', () => {
    expect(toTarget('DynamoDB_20120810.Query', { TableName: 'T', IndexName: 'i' })).toEqual([
      'dynamodb:Query on dynamodb:eu-west-1:000000000000:table/T/index/i',
    ]);
  });

  test('are those of the parts of a transaction', () => {
    const TransactItems = [{ Put: { TableName: 'A' } }, { ConditionCheck: { TableName: 'B' } }];

    expect(toTarget('DynamoDB_20120810.TransactWriteItems', { TransactItems })).toEqual([
      'dynamodb:PutItem on dynamodb:eu-west-1:000000000000:table/A',
      'dynamodb:ConditionCheckItem on dynamodb:eu-west-1:000000000000:table/B',
    ]);
  });

  test.each([
    [
      'AmazonSSM.GetParametersByPath',
      { Path: '/ecommerce/dev/orderService/payment/', WithDecryption: true },
      'ssm:GetParametersByPath on ssm:eu-west-1:000000000000:parameter/ecommerce/dev/orderService/payment/',
    ],
    [
      'AmazonSSM.GetParameter',
      { Name: '/ecommerce/dev/authService/userPoolId' },
      'ssm:GetParameter on ssm:eu-west-1:000000000000:parameter/ecommerce/dev/authService/userPoolId',
    ],
    [
      'AmazonSQS.SendMessage',
      { QueueUrl: 'http://localhost:1/000000000000/Q' },
      'sqs:SendMessage on sqs:eu-west-1:000000000000:Q',
    ],
    [
      'AmazonSQS.SendMessageBatch',
      { QueueUrl: 'http://localhost:1/000000000000/Q', Entries: [] },
      'sqs:SendMessage on sqs:eu-west-1:000000000000:Q',
    ],
    [
      'AWSStepFunctions.StartSyncExecution',
      { stateMachineArn: 'arn:aws:states:eu-west-1:0:stateMachine:M' },
      'states:StartSyncExecution on states:eu-west-1:0:stateMachine:M',
    ],
    [
      'AWSCognitoIdentityProviderService.ListUsers',
      { UserPoolId: 'p' },
      'cognito-idp:ListUsers on cognito-idp:eu-west-1:000000000000:userpool/p',
    ],
  ])('of %s', (target, input, permission) => {
    expect(toTarget(target, input)).toEqual([permission]);
  });

  test('of a copied object are reading the one and writing the other', () => {
    const headers = { 'x-amz-copy-source': 'bucket/uploads/a%20b.png' };

    expect(call({ method: 'PUT', url: '/bucket/images/a.png?x-id=CopyObject', headers })).toEqual([
      's3:PutObject on s3:::bucket/images/a.png',
      's3:GetObject on s3:::bucket/uploads/a b.png',
    ]);
  });

  test('of listing a bucket is on the bucket', () => {
    const listing = { method: 'GET', url: '/bucket/?list-type=2&prefix=a%2F' };
    expect(call(listing)).toEqual(['s3:ListBucket on s3:::bucket']);
    expect(call({ ...listing, url: '/bucket?list-type=2' })).toEqual(['s3:ListBucket on s3:::bucket']);
    expect(call({ ...listing, status: 403 })).toEqual([]);
  });

  test('include listing the bucket when an object is found to be missing', () => {
    expect(call({ method: 'HEAD', url: '/bucket/key', status: 404 })).toEqual([
      's3:GetObject on s3:::bucket/key',
      's3:ListBucket on s3:::bucket',
    ]);
  });

  test('of invoking a function, sending an email and publishing to a topic', () => {
    const url = `/2015-03-31/functions/${encodeURIComponent('arn:aws:lambda:eu-west-1:000000000000:function:F')}/invocations`;
    expect(call({ url })).toEqual(['lambda:InvokeFunction on lambda:eu-west-1:000000000000:function:F']);
    expect(call({ body: 'Action=SendEmail&Version=2010-12-01&Source=%22Shop%22+%3Ca%40b.example%3E' })).toEqual([
      'ses:SendEmail on ses:eu-west-1:000000000000:identity/a@b.example',
      'ses:SendEmail on ses:eu-west-1:000000000000:configuration-set/default',
    ]);
    expect(call({ body: 'Action=Publish&TopicArn=arn%3Aaws%3Asns%3At' })).toEqual(['sns:Publish on sns:t']);
    expect(call({ body: 'Action=PublishBatch&TopicArn=arn%3Aaws%3Asns%3At' })).toEqual(['sns:Publish on sns:t']);
  });

  test('of what was refused are none', () => {
    expect(call({ method: 'DELETE', url: '/bucket/key', status: 403 })).toEqual([]);
  });
});
