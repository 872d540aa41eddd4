import { readFileSync } from 'node:fs';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { batchOf, failures, mailMessage, timeLeft } from '../../shared/test/mailMessages.ts';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { mailedEvent, paidOrder } from './mails/everyLetter.ts';
import { order } from './samples.ts';

const { log } = await import('@ecommerce/shared/log.ts');
const { handler: notifyCustomer } = await import('../src/handlers/notifyCustomer.ts');
const { handler } = await import('../src/handlers/sendMail.ts');
const { MAILED_EVENTS } = await import('../src/mails/eventLetters.ts');

const { orderId, customerId, items, correlationId } = order();
const deliver = (...records: SQSRecord[]) => handler(batchOf(...records), timeLeft());
const request = (mail: 'received' | 'outcome') => mailMessage({ mail, orderId });
const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
const content = () => mails()[0]?.Content?.Simple;
const writes = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input.UpdateExpression);
const messages = () => cloud.sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
const at = new Date().toISOString();

/** A table of one row, as far as claims on its mails go. */
const keepClaims = (row = paidOrder()) => {
  cloud.dynamodb.on(UpdateCommand).callsFake((input) => {
    const key = input.ExpressionAttributeNames['#mail'];
    const claim = input.ExpressionAttributeValues[':claim'] ?? input.ExpressionAttributeValues[':sent'];
    if (claim?.state === 'sending' && row.mails[key]) throw refusal(structuredClone(row));
    if (claim) row.mails[key] = claim;
    else delete row.mails[key];
    return { Attributes: structuredClone(row) };
  });
};

beforeEach(() => {
  resetCloud();
  grantUpdates(paidOrder());
  for (const level of ['warn', 'error'] as const) jest.spyOn(log, level).mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test('the workflow requests the mail of the outcome by the order id alone', async () => {
  await notifyCustomer({ orderId, customerId, items, correlationId }, timeLeft());

  expect(calls()).toEqual(['sqs:SendMessage']);
  expect(messages()[0]).toMatchObject({
    MessageBody: JSON.stringify({ mail: 'outcome', orderId }),
    MessageAttributes: { 'x-correlation-id': { StringValue: 'request-1' } },
  });
});

test('a request that SQS does not take fails, so that the workflow repeats it', async () => {
  cloud.sqs.rejects(awsError('ServiceUnavailable'));

  await expect(notifyCustomer({ orderId, customerId, items, correlationId }, timeLeft())).rejects.toThrow();
});

describe('a request', () => {
  test('for the receipt mails the customer lines, total and currency', async () => {
    grantUpdates(order());

    await expect(deliver(request('received'))).resolves.toEqual(failures());

    expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
    expect(mails()[0]?.Destination).toEqual({ ToAddresses: ['ann@example.com'] });
    expect(content()?.Subject?.Data).toContain('We received your order');
    expect(content()?.Body?.Text?.Data).toContain(orderId);
    expect(content()?.Body?.Text?.Data).toContain('3 × Shoes, 49.99 USD each');
    expect(content()?.Body?.Text?.Data).toContain('Total: 149.97 USD');
  });

  test('for the outcome of a shipping order is claimed, mailed and recorded, in three calls', async () => {
    grantUpdates(order({ status: 'shipping' }));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures());

    expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
    expect(content()?.Subject?.Data).toBe('Shoes now shipping');
    expect(mails()[0]?.FromEmailAddress).toBe('"Shoes & more" <shop@example.com>');
  });

  test.each([
    ['out of stock', 'what you ordered is out of stock'],
    ['no longer available', 'what you ordered is no longer available'],
    ['could not be processed', 'your order could not be processed'],
  ] as const)('for the outcome of a rejected order mails the reason: %s', async (reason, words) => {
    const rejected = order({ status: 'rejected', reason });
    cloud.dynamodb.on(UpdateCommand).rejectsOnce(refusal(rejected)).resolves({ Attributes: rejected });

    await deliver(request('outcome'));

    expect(content()?.Body?.Text?.Data).toContain(words);
  });

  test('for the outcome of a cancelled order is left to the mail of its event', async () => {
    const cancelled = order({ status: 'cancelled', reason: 'not paid in time' });
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(cancelled));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test('for a mail that was sent does nothing', async () => {
    cloud.dynamodb
      .on(UpdateCommand)
      .rejects(refusal(order({ status: 'shipping', mails: { shipping: { state: 'sent', at } } })));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test('for a mail that another call is sending waits, and is no error in the log', async () => {
    cloud.dynamodb
      .on(UpdateCommand)
      .rejects(refusal(order({ status: 'shipping', mails: { shipping: { state: 'sending', at } } })));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual(['dynamodb:UpdateItem', 'sqs:ChangeMessageVisibility']);
    expect(log.error).not.toHaveBeenCalled();
    expect(log.warn).not.toHaveBeenCalled();
  });

  test('for an order without an outcome comes again', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(order()));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures('message-1'));
    expect(mails()).toEqual([]);
  });
});

describe('a mail that SES does not take', () => {
  test('gives its claim back and comes again', async () => {
    grantUpdates(order({ status: 'shipping' }));
    cloud.ses.rejects(awsError('TooManyRequestsException'));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures('message-1'));
    expect(writes()).toEqual([expect.stringContaining('mails.#mail = :claim'), 'REMOVE mails.#mail']);
  });

  test('comes again though its claim cannot be given back', async () => {
    cloud.ses.rejects(awsError('TooManyRequestsException'));
    cloud.dynamodb
      .on(UpdateCommand)
      .resolvesOnce({ Attributes: order({ status: 'shipping' }) })
      .rejects(awsError('InternalServerError'));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures('message-1'));
  });

  test('and never will is a dead letter that can be put back: its claim is given back', async () => {
    grantUpdates(order({ status: 'shipping' }));
    cloud.ses.rejects(awsError('MessageRejected'));

    await expect(deliver(request('outcome'))).resolves.toEqual(failures());
    expect(writes()).toEqual([expect.stringContaining('mails.#mail = :claim'), 'REMOVE mails.#mail']);
    expect(messages()[0]).toMatchObject({
      QueueUrl: process.env.NOTIFICATION_DEAD_LETTER_QUEUE_URL,
      MessageBody: JSON.stringify({ mail: 'outcome', orderId }),
    });
  });
});

test('a mail that is out but cannot be recorded at first is sent once', async () => {
  cloud.dynamodb
    .on(UpdateCommand)
    .resolvesOnce({ Attributes: order({ status: 'shipping' }) })
    .rejectsOnce(awsError('InternalServerError'))
    .rejectsOnce(awsError('InternalServerError'))
    .resolves({});

  await expect(deliver(request('outcome'))).resolves.toEqual(failures());

  expect(mails()).toHaveLength(1);
  expect(writes().slice(1)).toEqual(['SET mails.#mail = :sent', 'SET mails.#mail = :sent', 'SET mails.#mail = :sent']);
});

describe('an event', () => {
  test.each(MAILED_EVENTS)('%s is claimed by its id, mailed and recorded, in three calls', async (type) => {
    const event = mailedEvent(type);

    await expect(deliver(mailMessage(event))).resolves.toEqual(failures());

    expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
    expect(cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { orderId: event.data.orderId },
      ExpressionAttributeNames: { '#mail': event.id },
    });
  });

  test('mails the customer of the row in text and HTML, under its correlation id', async () => {
    const messageAttributes = { correlationId: { stringValue: 'request-2', dataType: 'String' } };
    const message = { ...mailMessage(mailedEvent('PAYMENT_FAILED')), messageAttributes } as unknown as SQSRecord;

    await deliver(message);

    expect(mails()[0]?.Destination).toEqual({ ToAddresses: ['ann@example.com'] });
    expect(content()?.Body?.Text?.Data).toContain('Your card was declined.');
    expect(content()?.Body?.Html?.Data).toContain('Your card was declined.');
    expect(mails()[0]?.EmailTags).toEqual([{ Name: 'correlationId', Value: 'request-2' }]);
  });

  test('that comes five times in one batch, and once more later, is mailed once', async () => {
    keepClaims();
    const event = mailedEvent('ORDER_CANCELLED');
    const five = Array.from({ length: 5 }, (_, index) => mailMessage(event, { messageId: `message-${index}` }));

    expect(await deliver(...five)).toEqual(failures());
    expect(await deliver(mailMessage(event, { messageId: 'late' }))).toEqual(failures());

    expect(mails()).toHaveLength(1);
  });

  test('whose mail fails is mailed by its copy', async () => {
    keepClaims();
    const event = mailedEvent('ORDER_CANCELLED');
    const copies = ['one', 'two'].map((messageId) => mailMessage(event, { messageId }));
    cloud.ses.on(SendEmailCommand).rejectsOnce(awsError('TooManyRequestsException'));

    expect(await deliver(...copies)).toEqual(failures('one'));
    expect(await deliver(...copies)).toEqual(failures());
    expect(mails()).toHaveLength(2); // the first of them was refused
  });

  test('of two failed payments of one order is mailed for each', async () => {
    keepClaims();

    await deliver(
      mailMessage(mailedEvent('PAYMENT_FAILED', {}, 'evt_1'), { messageId: 'one' }),
      mailMessage(mailedEvent('PAYMENT_FAILED', {}, 'evt_2'), { messageId: 'two' }),
    );

    expect(mails()).toHaveLength(2);
  });

  test.each(['ORDER_CREATED', 'ORDER_SHIPPING'])('%s has no mail and is passed over', async (type) => {
    const { total, currency } = paidOrder();
    const event = { ...mailedEvent('ORDER_CANCELLED'), type, data: { orderId, customerId, items, total, currency } };

    await expect(deliver(mailMessage(event))).resolves.toEqual(failures());
    expect(calls()).toEqual([]);
  });
});

describe('a message becomes a dead letter at once', () => {
  test('when there is no such order', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());

    await expect(deliver(request('received'), mailMessage(mailedEvent('ORDER_REFUNDED')))).resolves.toEqual(failures());
    expect(messages()).toHaveLength(2);
    expect(mails()).toEqual([]);
  });

  test.each([
    ['no JSON', '{"type":'],
    ['nothing known', '{}'],
    ['a request for an unknown mail', { mail: 'advertisement', orderId }],
    ['an event with an amount that is none', { ...mailedEvent('PAYMENT_COMPLETED', { capturedAmount: -1 }) }],
    ['an event of another version', { ...mailedEvent('ORDER_CANCELLED'), version: 2 }],
  ])('when it holds %s, and nothing is done for it', async (_, body) => {
    await expect(deliver(mailMessage(body))).resolves.toEqual(failures());
    expect(calls()).toEqual(['sqs:SendMessage']);
  });
});

test("the topic's filter lets through the types that have a mail, and no other", () => {
  const template = readFileSync(new URL('../serverless.yml', import.meta.url), 'utf8');
  const filter = /FilterPolicy:.*\n\s+type: \[(.+)\]/.exec(template)?.[1]?.split(', ');

  expect(filter).toEqual([...MAILED_EVENTS] satisfies OrderEvent['type'][]);
});
