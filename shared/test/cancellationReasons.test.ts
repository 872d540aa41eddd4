import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { isCancelledByConflict, isCancelledForNow, unmetConditions } from '../src/cancellationReasons.ts';
import { awsError } from './sdkCalls.ts';

const cancelled = (...CancellationReasons: object[]) =>
  awsError('TransactionCanceledException', { CancellationReasons });
const because = (...codes: string[]) => cancelled(...codes.map((Code) => ({ Code })));

test.each([
  ['a conflict', because('None', 'TransactionConflict'), true, true],
  ['throttling', because('ThrottlingError'), false, true],
  ['too little throughput', because('ProvisionedThroughputExceeded', 'None'), false, true],
  ['an unmet condition', because('ConditionalCheckFailed'), false, false],
  ['bad input', because('ValidationError'), false, false],
])('a transaction that was cancelled because of %s', (_, error, isConflict, isForNow) => {
  expect(isCancelledByConflict(error)).toBe(isConflict);
  expect(isCancelledForNow(error)).toBe(isForNow);
});

test('unmet conditions are found at the positions of their actions, with the rows that did not meet them', () => {
  const error = cancelled(
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Item: marshall({ id: 'a', available: 3 }) },
    { Code: 'ConditionalCheckFailed' },
  );

  expect(unmetConditions(error)).toEqual([undefined, { row: { id: 'a', available: 3 } }, { row: undefined }]);
});

test.each([
  ['a transaction that was cancelled for another reason', because('TransactionConflict')],
  [
    'another error',
    awsError('ConditionalCheckFailedException', { CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] }),
  ],
  ['a text', 'TransactionCanceledException'],
  ['nothing', undefined],
])('%s has no unmet condition', (_, error) => {
  expect(unmetConditions(error)).toBeUndefined();
});
