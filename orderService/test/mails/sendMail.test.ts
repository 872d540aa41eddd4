import { SendEmailCommand } from '@aws-sdk/client-ses';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { batchOf, failures, mailMessage, timeLeft } from '../../../shared/test/mailMessages.ts';
import { awsError, refusal } from '../../../shared/test/sdkCalls.ts';
import type { MailRequest } from '../../src/notification/mailRequest.ts';
import { calls, cloud, grantUpdates, resetCloud } from '../cloud.ts';
import { order } from '../samples.ts';
import { paidOrder, refundedOrder } from './everyMail.ts';

const { log } = await import('@ecommerce/shared/log.ts');
const { handler } = await import('../../src/handlers/sendMail.ts');

const { orderId } = order();
const deliver = (...records: SQSRecord[]) => handler(batchOf(...records), timeLeft());
const request = (mail: string, more: object = {}, messageId = 'message-1') =>
  mailMessage({ mail, orderId, ...more }, { messageId });
const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
const content = () => mails()[0]?.Message;
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
const writes = () => updates().map(({ UpdateExpression }) => UpdateExpression);
const messages = () => cloud.sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
const at = new Date().toISOString();
const eventId = crypto.randomUUID();
const shipping = order({ status: 'shipping' });

/** A table of one row, as far as claims on its mails go. */
const keepClaims = (row = refundedOrder([5000])) => {
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
  grantUpdates(shipping);
  for (const level of ['warn', 'error'] as const) jest.spyOn(log, level).mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a request', () => {
  const cancelled = { status: 'cancelled', reason: 'not paid in time' } as const;
  const requests: [MailRequest, Parameters<typeof grantUpdates>[0], string][] = [
    [{ mail: 'received', orderId }, order(), 'We received your order'],
    [{ mail: 'paid', orderId }, paidOrder(), 'Your payment has arrived'],
    [{ mail: 'shipping', orderId }, shipping, 'Shoes now shipping'],
    [
      { mail: 'rejected', orderId },
      order({ status: 'rejected', reason: 'out of stock' }),
      'We could not accept your order',
    ],
    [{ mail: 'cancelled', orderId }, paidOrder(cancelled), 'was cancelled'],
    [{ mail: 'refunded', orderId, eventId, refundKey: 'r0' }, refundedOrder([5000]), 'Your refund'],
    [{ mail: 'paymentFailed', orderId, eventId, failure: 'Declined.' }, paidOrder(), 'Your payment did not go through'],
  ];
  test.each(requests)(
    'for %o is claimed, mailed from the row and recorded, in three calls',
    async (body, row, subject) => {
      grantUpdates(row);

      await expect(deliver(mailMessage(body))).resolves.toEqual(failures());

      expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
      expect(updates()[0]).toMatchObject({
        Key: { orderId },
        ExpressionAttributeNames: { '#mail': 'eventId' in body ? eventId : body.mail },
      });
      expect(mails()[0]).toMatchObject({
        Source: '"Shoes & more" <shop@example.com>',
        Destination: { ToAddresses: ['ann@example.com'] },
        Tags: [{ Name: 'correlationId', Value: 'request-1' }],
      });
      expect(content()?.Subject?.Data).toContain(subject);
      for (const part of [content()?.Body?.Text?.Data, content()?.Body?.Html?.Data])
        expect(part).toContain('149.97 USD');
    },
  );

  test('for a shipping mail is dropped where the order was cancelled in the meantime', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(order({ status: 'cancelled' })));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures());

    expect(updates()[0]?.ConditionExpression).toContain('#status = :status');
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test('for an email that was sent does nothing', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...shipping, mails: { shipping: { state: 'sent', at } } }));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test('for an email that another call is sending waits, and is no error in the log', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...shipping, mails: { shipping: { state: 'sending', at } } }));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual(['dynamodb:UpdateItem', 'sqs:ChangeMessageVisibility']);
    expect(log.error).not.toHaveBeenCalled();
    expect(log.warn).not.toHaveBeenCalled();
  });

  test('that comes five times in one batch, and once more later, is emailed once', async () => {
    keepClaims();
    const five = Array.from({ length: 5 }, (_, index) => request('cancelled', {}, `message-${index}`));

    expect(await deliver(...five)).toEqual(failures());
    expect(await deliver(request('cancelled', {}, 'late'))).toEqual(failures());

    expect(mails()).toHaveLength(1);
  });

  test('whose mail fails is emailed by its copy', async () => {
    keepClaims();
    const copies = ['one', 'two'].map((messageId) => request('cancelled', {}, messageId));
    cloud.ses.on(SendEmailCommand).rejectsOnce(awsError('Throttling'));

    expect(await deliver(...copies)).toEqual(failures('one'));
    expect(await deliver(...copies)).toEqual(failures());
    expect(mails()).toHaveLength(2); // the first of them was refused
  });

  test('for each of two failed payments of one order is emailed', async () => {
    keepClaims();

    await deliver(
      request('paymentFailed', { eventId, failure: 'Declined.' }, 'one'),
      request('paymentFailed', { eventId: crypto.randomUUID(), failure: 'Declined.' }, 'two'),
    );

    expect(mails()).toHaveLength(2);
  });
});

describe('an email that SES does not take', () => {
  test('gives its claim back and comes again', async () => {
    cloud.ses.rejects(awsError('Throttling'));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures('message-1'));
    expect(writes()).toEqual([expect.stringContaining('mails.#mail = :claim'), 'REMOVE mails.#mail']);
  });

  test('comes again though its claim cannot be given back', async () => {
    cloud.ses.rejects(awsError('Throttling'));
    cloud.dynamodb.on(UpdateCommand).resolvesOnce({ Attributes: shipping }).rejects(awsError('InternalServerError'));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures('message-1'));
  });

  test('and never will is a dead letter that can be put back: its claim is given back', async () => {
    cloud.ses.rejects(awsError('MessageRejected'));

    await expect(deliver(request('shipping'))).resolves.toEqual(failures());
    expect(writes()).toEqual([expect.stringContaining('mails.#mail = :claim'), 'REMOVE mails.#mail']);
    expect(messages()[0]).toMatchObject({
      QueueUrl: process.env.NOTIFICATION_DEAD_LETTER_QUEUE_URL,
      MessageBody: JSON.stringify({ mail: 'shipping', orderId }),
    });
  });
});

test('an email that is out but cannot be recorded at first is sent once', async () => {
  cloud.dynamodb
    .on(UpdateCommand)
    .resolvesOnce({ Attributes: shipping })
    .rejectsOnce(awsError('InternalServerError'))
    .rejectsOnce(awsError('InternalServerError'))
    .resolves({});

  await expect(deliver(request('shipping'))).resolves.toEqual(failures());

  expect(mails()).toHaveLength(1);
  expect(writes().slice(1)).toEqual(['SET mails.#mail = :sent', 'SET mails.#mail = :sent', 'SET mails.#mail = :sent']);
});

describe('a message becomes a dead letter at once', () => {
  test('when there is no such order', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());

    await expect(deliver(request('received'), request('refunded', { eventId, refundKey: 'r0' }))).resolves.toEqual(
      failures(),
    );
    expect(messages()).toHaveLength(2);
    expect(mails()).toEqual([]);
  });

  test('when the order has no such refund', async () => {
    grantUpdates(refundedOrder([5000]));

    await expect(deliver(request('refunded', { eventId, refundKey: 'other' }))).resolves.toEqual(failures());
    expect(messages()).toHaveLength(1);
    expect(mails()).toEqual([]);
  });

  test.each([
    ['no JSON', '{"mail":'],
    ['nothing known', '{}'],
    ['a request for an unknown mail', { mail: 'advertisement', orderId }],
    ['a refund without its key', { mail: 'refunded', orderId, eventId }],
    ['an id that is none', { mail: 'received', orderId: '1' }],
  ])('that contains %s is rejected, and nothing is sent', async (_, body) => {
    await expect(deliver(mailMessage(body))).resolves.toEqual(failures());
    expect(calls()).toEqual(['sqs:SendMessage']);
  });
});
