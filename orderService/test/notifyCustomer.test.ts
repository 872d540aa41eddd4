import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { order } from './samples.ts';

const { handler } = await import('../src/handlers/notifyCustomer.ts');

const { orderId, customerId, items, correlationId } = order();
const notify = () => handler({ orderId, customerId, items, correlationId }, {} as Context);
const mail = () => cloud.ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Simple;
const writes = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input.UpdateExpression);
const at = new Date().toISOString();

beforeEach(resetCloud);

test('a shipping order is claimed, mailed and noted, in three calls', async () => {
  grantUpdates(order({ status: 'shipping' }));

  await notify();

  expect(calls()).toEqual(['dynamodb:UpdateItem', 'ses:SendEmail', 'dynamodb:UpdateItem']);
  expect(mail()?.Subject?.Data).toContain('gucci now shipping');
  expect(mail()?.Body?.Text?.Data).toContain('Total: 149.97 USD');
});

test.each([
  ['out of stock', 'what you ordered is out of stock'],
  ['no longer available', 'what you ordered is no longer available'],
  ['could not be processed', 'your order could not be processed'],
] as const)('a rejected order is mailed with its reason: %s', async (reason, words) => {
  const rejected = order({ status: 'rejected', reason });
  cloud.dynamodb.on(UpdateCommand).rejectsOnce(refusal(rejected)).resolves({ Attributes: rejected });

  await notify();

  expect(mail()?.Body?.Text?.Data).toContain(words);
});

test('a mail that was sent is not sent again', async () => {
  const sent = order({ status: 'shipping', mails: { shipping: { state: 'sent', at } } });
  cloud.dynamodb.on(UpdateCommand).rejects(refusal(sent));

  await notify();

  expect(calls()).toEqual(['dynamodb:UpdateItem']);
});

test('a mail that another call is sending is left to it and asked for again by name', async () => {
  const sending = order({ status: 'shipping', mails: { shipping: { state: 'sending', at } } });
  cloud.dynamodb.on(UpdateCommand).rejects(refusal(sending));

  await expect(notify()).rejects.toMatchObject({ name: 'MailBeingSent' });
  expect(calls()).toEqual(['dynamodb:UpdateItem']);
});

test('a mail that SES does not take gives its claim back, and fails as SES did', async () => {
  grantUpdates(order({ status: 'shipping' }));
  cloud.ses.rejects(awsError('TooManyRequestsException'));

  await expect(notify()).rejects.toThrow('TooManyRequestsException');
  expect(writes()).toEqual([expect.stringContaining('mails.#mail = :claim'), 'REMOVE mails.#mail']);
});

test('a claim that cannot be given back does not hide what happened to the mail', async () => {
  cloud.ses.rejects(awsError('TooManyRequestsException'));
  cloud.dynamodb
    .on(UpdateCommand)
    .resolvesOnce({ Attributes: order({ status: 'shipping' }) })
    .rejects(awsError('InternalServerError'));

  await expect(notify()).rejects.toThrow('TooManyRequestsException');
});

test('a mail whose note fails keeps its claim: it waits for the lease before it can go out again', async () => {
  cloud.dynamodb
    .on(UpdateCommand)
    .resolvesOnce({ Attributes: order({ status: 'shipping' }) })
    .rejects(awsError('InternalServerError'));

  await expect(notify()).rejects.toThrow('InternalServerError');
  expect(writes()).not.toContain('REMOVE mails.#mail');
});

test('a cancelled order is left to the mail of its event', async () => {
  const cancelled = order({ status: 'cancelled', reason: 'not paid in time' });
  cloud.dynamodb.on(UpdateCommand).rejects(refusal(cancelled));

  await notify();

  expect(calls()).toEqual(['dynamodb:UpdateItem']);
});

describe('an order that has no outcome', () => {
  test.each([
    ['pending', order(), 'is not settled'],
    ['not there', undefined, 'There is no order'],
  ])('because it is %s is not mailed', async (_, standing, message) => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(standing));

    await expect(notify()).rejects.toThrow(message);
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });
});
