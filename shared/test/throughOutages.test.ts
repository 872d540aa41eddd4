import { afterEach, expect, jest, test } from '@jest/globals';
import { awsError } from './sdkCalls.ts';

const { throughOutages } = await import('../src/throughOutages.ts');

const work = jest.fn<() => Promise<string>>();
const soon = () => Date.now() + 10_000;

afterEach(() => {
  work.mockReset();
});

test('work that fails because of AWS is retried', async () => {
  work.mockRejectedValueOnce(awsError('ThrottlingException')).mockResolvedValue('done');

  expect(await throughOutages(work, soon())).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

test('an error that is not an outage fails at once', async () => {
  work.mockRejectedValue(new TypeError('no text'));

  await expect(throughOutages(work, soon())).rejects.toThrow('no text');
  expect(work).toHaveBeenCalledTimes(1);
});

test('an outage that outlasts the deadline is thrown', async () => {
  work.mockRejectedValue(awsError('ThrottlingException'));

  await expect(throughOutages(work, Date.now())).rejects.toThrow('ThrottlingException');
  expect(work).toHaveBeenCalledTimes(1);
});
