import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { failures } from '../../shared/test/mailMessages.ts';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { orderIdOf, requestHashOf } from '../src/order/order.ts';
import { calls, cloud, resetCloud } from './cloud.ts';
import { order, shoes } from './samples.ts';

const { handler } = await import('../src/handlers/processOrder.ts');

const record = (body: unknown, messageId = 'message-1') =>
  ({
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    messageAttributes: { 'x-correlation-id': { stringValue: 'request-1', dataType: 'String' } },
  }) as unknown as SQSRecord;
const deliver = (...Records: SQSRecord[]) => handler({ Records } as SQSEvent, {} as Context);
/** The order's row as it stands; without an argument there is none. */
const stands = (row?: object) => cloud.dynamodb.on(GetCommand).resolves(row ? { Item: row } : {});
const requests = () => cloud.sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  resetCloud();
  stands(order());
});

describe('a new order from the queue', () => {
  test('starts its workflow, is told, and its mail requested, in four calls', async () => {
    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:GetItem', 'sfn:StartExecution', 'sns:Publish', 'sqs:SendMessage']);
  });

  test('starts the workflow under its id, with what the stored row says', async () => {
    stands(order({ items: [{ ...order().items[0], quantity: 2 } as never] }));

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

  test('has its receipt requested by its id alone, under its correlation id', async () => {
    await deliver(record(order()));

    expect(requests()).toEqual([
      {
        QueueUrl: process.env.NOTIFICATION_QUEUE_URL,
        MessageBody: JSON.stringify({ mail: 'received', orderId: order().orderId }),
        MessageAttributes: { 'x-correlation-id': { DataType: 'String', StringValue: 'request-1' } },
      },
    ]);
  });

  test('is written first where the API could not', async () => {
    stands();

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject(order());
    expect(calls()).toContain('sfn:StartExecution');
  });
});

describe('a message that comes again', () => {
  test('after all was done starts nothing new and requests no mail', async () => {
    stands(order({ status: 'shipping', mails: { received: { state: 'sent', at: order().createdAt } } }));
    cloud.sfn.on(StartExecutionCommand).rejects(awsError('ExecutionAlreadyExists'));

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(requests()).toEqual([]);
  });

  test('while its mail is being sent requests it again, in case that call dies', async () => {
    stands(order({ mails: { received: { state: 'sending', at: order().createdAt } } }));

    await expect(deliver(record(order()))).resolves.toEqual(failures());
    expect(requests()).toHaveLength(1);
  });

  test.each(['was there', 'came in between'])(
    'under an id that another request has taken is dropped: it %s',
    async (when) => {
      const other = order({ requestHash: requestHashOf([{ id: shoes.id, quantity: 4 }]) });
      stands(when === 'was there' ? other : undefined);
      cloud.dynamodb.on(PutCommand).rejects(refusal(other));

      await expect(deliver(record(order()))).resolves.toEqual(failures());
      expect(calls()).not.toContain('sfn:StartExecution');
      expect(requests()).toEqual([]);
    },
  );
});

describe('a message fails, to be delivered again,', () => {
  test.each([
    ['the workflow cannot be started', () => cloud.sfn.rejects(awsError('ServiceUnavailable'))],
    [
      'the event cannot be told',
      () => cloud.sns.rejects(awsError('InternalError', { $metadata: { httpStatusCode: 500 } })),
    ],
    ['the mail cannot be requested', () => cloud.sqs.rejects(awsError('ServiceUnavailable'))],
  ])('when %s', async (_, prepare) => {
    prepare();

    await expect(deliver(record(order()))).resolves.toEqual(failures('message-1'));
  });

  test('when the table does not answer', async () => {
    cloud.dynamodb.on(GetCommand).rejects(awsError('InternalServerError'));

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
