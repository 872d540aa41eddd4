import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { orderIdOf, requestHashOf } from '../src/order.ts';
import { calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { order, shoes } from './samples.ts';

const { handler } = await import('../src/handlers/processOrder.ts');

const record = (body: unknown, messageId = 'message-1') =>
  ({
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    messageAttributes: { 'x-correlation-id': { stringValue: 'request-1', dataType: 'String' } },
  }) as unknown as SQSRecord;
const deliver = (...Records: SQSRecord[]) => handler({ Records } as SQSEvent, {} as Context);
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

beforeEach(() => {
  resetCloud();
  grantUpdates(order());
});

describe('a new order from the queue', () => {
  test('starts its workflow, is told and mailed, in five calls', async () => {
    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(calls()).toEqual([
      'dynamodb:UpdateItem',
      'sfn:StartExecution',
      'sns:Publish',
      'ses:SendEmail',
      'dynamodb:UpdateItem',
    ]);
  });

  test('starts the workflow under its id, with what the stored row says', async () => {
    grantUpdates(order({ items: [{ ...order().items[0], quantity: 2 } as never] }));

    await deliver(record(order()));

    const { name, input } = cloud.sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(name).toBe(order().orderId);
    expect(JSON.parse(input ?? '')).toEqual({
      orderId: order().orderId,
      customerId: 'ann',
      items: [{ productId: shoes.id, quantity: 2 }],
      correlationId: 'request-1',
    });
  });

  test('is told by an event of the schema that subscribers can filter', async () => {
    await deliver(record(order()));

    const { Message, MessageAttributes } = cloud.sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
    expect(OrderEvent.parse(JSON.parse(Message ?? ''))).toMatchObject({
      type: 'ORDER_CREATED',
      id: orderEventId(order().orderId, 'ORDER_CREATED'),
      occurredAt: order().createdAt,
      correlationId: 'request-1',
      data: { orderId: order().orderId, customerId: 'ann', total: 14_997 },
    });
    expect(MessageAttributes).toMatchObject({
      type: { StringValue: 'ORDER_CREATED' },
      correlationId: { StringValue: 'request-1' },
    });
  });

  test('is mailed to its customer, with lines, total and currency', async () => {
    await deliver(record(order()));

    const { Destination, Content } = cloud.ses.commandCalls(SendEmailCommand)[0]?.args[0].input ?? {};
    const text = Content?.Simple?.Body?.Text?.Data;
    expect(Destination).toEqual({ ToAddresses: ['ann@example.com'] });
    expect(Content?.Simple?.Subject?.Data).toContain('We received your order');
    expect(text).toContain(order().orderId);
    expect(text).toContain('3 × Shoes, 49.99 USD each');
    expect(text).toContain('Total: 149.97 USD');
  });

  test('is written first where the API could not', async () => {
    cloud.dynamodb.on(UpdateCommand).rejectsOnce(refusal()).resolves({ Attributes: order() });

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject(order());
    expect(calls()).toContain('sfn:StartExecution');
  });
});

describe('a message that comes again', () => {
  test('after all was done starts nothing new and mails nothing', async () => {
    const sent = order({ status: 'shipping', mails: { received: { state: 'sent', at: order().createdAt } } });
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(sent));
    cloud.sfn.on(StartExecutionCommand).rejects(awsError('ExecutionAlreadyExists'));

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(calls()).not.toContain('ses:SendEmail');
  });

  test('while its mail is being sent is kept for later, the workflow started all the same', async () => {
    const sending = order({ mails: { received: { state: 'sending', at: order().createdAt } } });
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(sending));

    await expect(deliver(record(order()))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual(['dynamodb:UpdateItem', 'sfn:StartExecution', 'sns:Publish']);
  });

  test('under an id that another request has taken is dropped', async () => {
    const other = order({ requestHash: requestHashOf([{ id: shoes.id, quantity: 4 }]) });
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(other));

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });
});

describe('a message fails, to be delivered again,', () => {
  test.each([
    ['the workflow cannot be started', () => cloud.sfn.rejects(awsError('ServiceUnavailable'))],
    ['the event cannot be told', () => cloud.sns.rejects(awsError('InternalError'))],
    ['the mail cannot be sent', () => cloud.ses.rejects(awsError('TooManyRequestsException'))],
  ])('when %s, and its claim on the mail is given back', async (_, prepare) => {
    prepare();

    await expect(deliver(record(order()))).resolves.toEqual(failures('message-1'));
    expect(cloud.dynamodb.commandCalls(UpdateCommand).at(-1)?.args[0].input.UpdateExpression).toBe(
      'REMOVE mails.#mail',
    );
  });

  test('when the table does not answer', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(awsError('InternalServerError'));

    await expect(deliver(record(order()))).resolves.toEqual(failures('message-1'));
  });

  test.each([
    ['no JSON', '{"orderId":'],
    ['no order', '{}'],
    ['an order with a wrong total', JSON.stringify({ ...order(), total: 1 })],
    ['an order that is not new', JSON.stringify(order({ status: 'shipping' }))],
  ])('when it holds %s, and nothing is done for it', async (_, body) => {
    await expect(deliver(record(body))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual([]);
  });
});

test('in a batch of ten the one poison message fails alone', async () => {
  const records = Array.from({ length: 10 }, (_, index) =>
    record(index === 4 ? 'poison' : order({ orderId: orderIdOf('ann', String(index)) }), `message-${index}`),
  );

  await expect(deliver(...records)).resolves.toEqual(failures('message-4'));
  expect(cloud.sfn.commandCalls(StartExecutionCommand)).toHaveLength(9);
});

test('two batches at the same time do not mix up their failures', async () => {
  const results = await Promise.all([deliver(record('poison', 'bad')), deliver(record(order(), 'good'))]);

  expect(results).toEqual([failures('bad'), failures()]);
});
