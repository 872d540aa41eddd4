import { DomainError } from '@ecommerce/shared/errors.ts';
import { outageError } from '@ecommerce/shared/outages.ts';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { OrderError } from '../src/order/order.ts';
import { isPermanent, isPermanentByName } from '../src/recovery/failures.ts';

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe('an error that no later attempt changes', () => {
  test.each([
    ['content that SQS refuses', awsError('InvalidMessageContents', status(400))],
    ['content that DynamoDB refuses', awsError('ValidationException', status(400))],
    ['a row that is no order', z.object({}).safeParse(undefined).error],
    ['a row that lacks what every order has', new TypeError('items is undefined')],
    ['a refund that the provider refuses', new OrderError('PaymentNotReturned', '')],
    ['input that the provider refuses', new DomainError('INVALID_INPUT', '')],
  ])('is %s', (_, error) => {
    expect(isPermanent(error)).toBe(true);
  });

  test.each([
    ['throttling', awsError('ThrottlingException', status(400))],
    ['a 5xx answer', awsError('InternalError', status(500))],
    ['no answer in time', awsError('TimeoutError')],
    ['a refused connection', awsError('Error', { code: 'ECONNREFUSED' })],
    ['a provider out of reach', new DomainError('UNAVAILABLE', '')],
    ['a permission that is missing', awsError('AccessDeniedException', status(400))],
    ['an outage of another function', outageError(new Error('x'))],
  ])('is not %s', (_, error) => {
    expect(isPermanent(error)).toBe(false);
  });

  test.each([
    ['ZodError', true],
    ['ValidationException', true],
    ['OrderNotRejectable', true],
    ['PaymentNotReturned', true],
    ['States.Runtime', true],
    ['ServiceUnavailable', false],
    ['DomainError', false],
    ['StockBusy', false],
    ['MailBeingSent', false],
    ['States.Timeout', false],
    ['Lambda.TooManyRequestsException', false],
    ['Sandbox.Timedout', false],
  ])('as Step Functions names it: %s is one: %s', (name, isOne) => {
    expect(isPermanentByName(name)).toBe(isOne);
  });
});
