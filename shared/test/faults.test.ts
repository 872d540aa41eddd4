import { describe, expect, test } from '@jest/globals';
import { operationOf, ownAnswer, refusalBy } from '../chaos/awsCalls.ts';
import { FAULT_KINDS, faultOf } from '../chaos/faults.ts';
import { createMailCheck } from '../chaos/mails.ts';

const calls = Array.from({ length: 5000 }, (_, call) => call);

describe('the faults of a seed', () => {
  test('are the same whenever it is used, and others of another seed or operation', () => {
    const drawn = (seed: number, operation: string) => calls.map((call) => faultOf(seed, 0.2, operation, call));

    expect(drawn(1, 'dynamodb:PutItem')).toEqual(drawn(1, 'dynamodb:PutItem'));
    expect(drawn(1, 'dynamodb:PutItem')).not.toEqual(drawn(2, 'dynamodb:PutItem'));
    expect(drawn(1, 'dynamodb:PutItem')).not.toEqual(drawn(1, 'dynamodb:GetItem'));
  });

  test('affect the requested share of calls, in all kinds, half of them every attempt', () => {
    const faults = calls.flatMap((call) => faultOf(1, 0.2, 'sns:Publish', call) ?? []);

    expect(faults.length / calls.length).toBeCloseTo(0.2, 1);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    expect(faults.filter(({ everyAttempt }) => everyAttempt).length / faults.length).toBeCloseTo(0.5, 1);
    expect(calls.some((call) => faultOf(1, 0, 'sns:Publish', call))).toBe(false);
    expect(calls.every((call) => faultOf(1, 1, 'sns:Publish', call))).toBe(true);
  });
});

describe('an operation', () => {
  test.each([
    ['dynamodb', { 'x-amz-target': 'DynamoDB_20120810.UpdateItem' }, '/', '{}', 'dynamodb:UpdateItem'],
    ['sqs', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '/', '{}', 'sqs:SendMessage'],
    ['sns', {}, '/', 'Action=Publish&Version=2010-03-31', 'sns:Publish'],
    ['ses', {}, '/', 'Action=SendEmail&Version=2010-12-01', 'ses:SendEmail'],
    ['lambda', {}, '/2015-03-31/functions/f/invocations', '{}', 'lambda:Invoke'],
  ] as const)('of %s is known', (service, headers, path, body, operation) => {
    expect(operationOf(service, { headers, path, body: Buffer.from(body) })).toBe(operation);
  });

  test('is rejected in the service’s own format', () => {
    expect(refusalBy('dynamodb', 'throttled')).toMatchObject({
      status: 400,
      body: expect.stringContaining('ProvisionedThroughputExceededException'),
    });
    expect(refusalBy('sns', 'failed')).toMatchObject({ status: 500, body: expect.stringContaining('<Code>') });
    expect(refusalBy('ses', 'throttled')).toMatchObject({
      status: 400,
      body: expect.stringContaining('<Code>Throttling</Code>'),
    });
  });
});

test('the visibility of a failed message is answered by the queue alone; all other calls are forwarded', () => {
  expect(ownAnswer('sqs:ChangeMessageVisibility')).toMatchObject({ status: 200 });
  expect(ownAnswer('sqs:ReceiveMessage')).toBeUndefined();
});

describe('a repeated email', () => {
  const order = '16d2bac3-7487-524b-82de-16517c0ff8b0';
  const text = (id: string) => `Order: ${id}`;
  const mail = (subject: string, id = order) => ({ subject, destination: { to: [] }, body: { text: text(id) } });
  const call = (subject: string) =>
    Buffer.from(
      `${new URLSearchParams({ Action: 'SendEmail', 'Message.Subject.Data': subject, 'Message.Body.Text.Data': text(order) })}`,
    );

  test('is excused once per response that SES lost, and only for its own order and subject', () => {
    const judge = createMailCheck();
    judge.onLost('ses:SendEmail', call('We received your order'));
    judge.onLost('dynamodb:UpdateItem', Buffer.from('{}'));

    const received = mail('We received your order');
    expect(judge.judge([received, received])).toEqual({ mails: [received], mailedAgain: 1 });
    expect(judge.judge([received, received, received])).toEqual({ mails: [received, received], mailedAgain: 1 });
    const others = [mail('Your payment has arrived'), mail('Your payment has arrived')];
    expect(judge.judge(others)).toEqual({ mails: others, mailedAgain: 0 });
    const another = '4b5c20d4-dafe-5f43-b17b-32713ea5a5bb';
    const ofAnother = [mail('We received your order', another), mail('We received your order', another)];
    expect(judge.judge(ofAnother)).toEqual({ mails: ofAnother, mailedAgain: 0 });
  });
});
