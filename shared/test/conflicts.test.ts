import { describe, expect, jest, test } from '@jest/globals';
import { retryConflicts } from '../src/conflicts.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });
const cancelled = (...codes: string[]) =>
  named('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

describe('a write that conflicts with a transaction', () => {
  test.each([
    ['on its item', named('TransactionConflictException')],
    ['that is still under way', named('TransactionInProgressException')],
    ['as one part of a transaction of its own', cancelled('None', 'TransactionConflict')],
  ])('%s is retried', async (_, error) => {
    const write = jest.fn<() => Promise<string>>().mockRejectedValueOnce(error).mockResolvedValue('done');

    await expect(retryConflicts(write)).resolves.toBe('done');
    expect(write).toHaveBeenCalledTimes(2);
  });

  test('again and again finally fails', async () => {
    const write = jest.fn<() => Promise<string>>().mockRejectedValue(named('TransactionConflictException'));

    await expect(retryConflicts(write)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

test.each([
  ['a condition that did not hold', cancelled('ConditionalCheckFailed', 'None')],
  ['any other error', named('ResourceNotFoundException')],
])('a write is not retried after %s', async (_, error) => {
  const write = jest.fn<() => Promise<string>>().mockRejectedValue(error);

  await expect(retryConflicts(write)).rejects.toBe(error);
  expect(write).toHaveBeenCalledTimes(1);
});
