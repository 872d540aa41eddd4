import { readFileSync } from 'node:fs';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { mailedEvent, paidOrder } from './mails/everyLetter.ts';

const { log } = await import('@ecommerce/shared/log.ts');
const { handler } = await import('../src/handlers/mailOrderEvent.ts');
const { MAILED_EVENTS } = await import('../src/mails/eventLetters.ts');

const record = (body: unknown, messageId = 'message-1') =>
  ({
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    messageAttributes: { correlationId: { stringValue: 'request-1', dataType: 'String' } },
  }) as unknown as SQSRecord;
const deliver = (...Records: SQSRecord[]) => handler({ Records } as SQSEvent, {} as Context);
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);

/** A table of one row, as far as claims on its mails go. */
const keepClaims = () => {
  const row = paidOrder();
  cloud.dynamodb.on(UpdateCommand).callsFake((input) => {
    const key = input.ExpressionAttributeNames['#mail'];
    const claim = input.ExpressionAttributeValues[':claim'] ?? input.ExpressionAttributeValues[':sent'];
    if (claim?.state === 'sending' && row.mails[key]) throw refusal(structuredClone(row));
    if (claim) row.mails[key] = claim;
    return { Attributes: structuredClone(row) };
  });
};

beforeEach(() => {
  resetCloud();
  grantUpdates(paidOrder());
});

test.each(MAILED_EVENTS)('%s is claimed by its id, mailed and noted, in three calls', async (type) => {
  const event = mailedEvent(type);

  await expect(deliver(record(event))).resolves.toEqual(failures());

  expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
  expect(cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    Key: { orderId: event.data.orderId },
    ExpressionAttributeNames: { '#mail': event.id },
  });
});

test('the customer of the row is mailed in text and HTML, under the correlation id of the event', async () => {
  await deliver(record(mailedEvent('PAYMENT_FAILED')));

  const [mail] = mails();
  expect(mail?.Destination).toEqual({ ToAddresses: ['ann@example.com'] });
  expect(mail?.Content?.Simple?.Body?.Text?.Data).toContain('Your card was declined.');
  expect(mail?.Content?.Simple?.Body?.Html?.Data).toContain('Your card was declined.');
  expect(mail?.EmailTags).toEqual([{ Name: 'correlationId', Value: 'request-1' }]);
});

test('five copies of an event in one batch are mailed once and done, as is one that comes later', async () => {
  keepClaims();
  const event = mailedEvent('ORDER_CANCELLED');
  const five = Array.from({ length: 5 }, (_, index) => record(event, `message-${index}`));

  expect(await deliver(...five)).toEqual(failures());
  expect(await deliver(record(event, 'late'))).toEqual(failures());

  expect(mails()).toHaveLength(1);
});

test('copies of an event whose mail fails fail all of them, and are mailed when they come again', async () => {
  const event = mailedEvent('ORDER_CANCELLED');
  cloud.ses.on(SendEmailCommand).rejectsOnce(awsError('TooManyRequestsException'));

  expect(await deliver(record(event, 'one'), record(event, 'two'))).toEqual(failures('one', 'two'));
  expect(await deliver(record(event, 'one'), record(event, 'two'))).toEqual(failures());
});

test('a copy of an event that another call is mailing is no error in the log, a message that fails is one', async () => {
  const row = paidOrder();
  const event = mailedEvent('ORDER_REFUNDED');
  row.mails[event.id] = { state: 'sending', at: new Date().toISOString() };
  cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));
  const errors = jest.spyOn(log, 'error').mockImplementation(() => undefined);

  expect(await deliver(record(event, 'two'), record('poison', 'three'))).toEqual(failures('three', 'two'));

  expect(errors.mock.calls).toEqual([['message failed', expect.objectContaining({ messageId: 'three' })]]);
  errors.mockRestore();
});

test('two failed payments of one order are two mails', async () => {
  keepClaims();

  await deliver(
    record(mailedEvent('PAYMENT_FAILED', {}, 'evt_1'), 'one'),
    record(mailedEvent('PAYMENT_FAILED', {}, 'evt_2'), 'two'),
  );

  expect(mails()).toHaveLength(2);
});

test.each(['ORDER_CREATED', 'ORDER_SHIPPING'])('%s has no mail here and is passed over', async (type) => {
  const { orderId, customerId, items, total, currency } = paidOrder();
  const event = { ...mailedEvent('ORDER_CANCELLED'), type, data: { orderId, customerId, items, total, currency } };

  await expect(deliver(record(event))).resolves.toEqual(failures());
  expect(calls()).toEqual([]);
});

describe('a message fails, to be delivered again,', () => {
  test('when there is no such order', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());

    await expect(deliver(record(mailedEvent('ORDER_REFUNDED')))).resolves.toEqual(failures('message-1'));
    expect(mails()).toEqual([]);
  });

  test('when SES does not take the mail, and its claim is given back', async () => {
    cloud.ses.rejects(awsError('TooManyRequestsException'));

    await expect(deliver(record(mailedEvent('ORDER_REFUNDED')))).resolves.toEqual(failures('message-1'));
    expect(cloud.dynamodb.commandCalls(UpdateCommand).at(-1)?.args[0].input.UpdateExpression).toBe(
      'REMOVE mails.#mail',
    );
  });

  test.each([
    ['no JSON', '{"type":'],
    ['no event', '{}'],
    ['an event with an amount that is none', { ...mailedEvent('PAYMENT_COMPLETED', { capturedAmount: -1 }) }],
    ['an event of another version', { ...mailedEvent('ORDER_CANCELLED'), version: 2 }],
  ])('when it holds %s, and nothing is done for it', async (_, body) => {
    await expect(deliver(record(body))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual([]);
  });
});

test('in a batch of ten the one poison message fails alone', async () => {
  const records = Array.from({ length: 10 }, (_, index) =>
    record(index === 4 ? 'poison' : mailedEvent('PAYMENT_FAILED', {}, `evt_${index}`), `message-${index}`),
  );

  await expect(deliver(...records)).resolves.toEqual(failures('message-4'));
  expect(mails()).toHaveLength(9);
});

test("the topic's filter lets through the types that have a mail, and no other", () => {
  const template = readFileSync(new URL('../serverless.yml', import.meta.url), 'utf8');
  const filter = /FilterPolicy:.*\n\s+type: \[(.+)\]/.exec(template)?.[1]?.split(', ');

  expect(filter).toEqual([...MAILED_EVENTS] satisfies OrderEvent['type'][]);
});
