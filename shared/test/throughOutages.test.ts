import { afterEach, expect, jest, test } from '@jest/globals';
import { awsError } from './sdkCalls.ts';

const { throughOutages } = await import('../src/throughOutages.ts');

const work = jest.fn<() => Promise<string>>();
const soon = () => Date.now() + 10_000;

afterEach(() => {
  work.mockReset();
});

test('work that AWS makes fail is done again', async () => {
  work.mockRejectedValueOnce(awsError('ThrottlingException')).mockResolvedValue('done');

  expect(await throughOutages(work, soon())).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

test('what is no outage fails at once', async () => {
  work.mockRejectedValue(new TypeError('no text'));

  await expect(throughOutages(work, soon())).rejects.toThrow('no text');
  expect(work).toHaveBeenCalledTimes(1);
});

test('an outage that outlasts the time fails as what it is', async () => {
  work.mockRejectedValue(awsError('ThrottlingException'));

  await expect(throughOutages(work, Date.now())).rejects.toThrow('ThrottlingException');
  expect(work).toHaveBeenCalledTimes(1);
});
