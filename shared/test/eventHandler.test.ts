import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { awsError } from './sdkCalls.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
const { eventHandler } = await import('../src/eventHandler.ts');

const failing = (error: unknown) =>
  eventHandler(async () => {
    throw error;
  })({}, {} as Context);

describe('a function that fails', () => {
  test('throws a rejection with its own name, which a workflow recognises', async () => {
    await expect(failing(awsError('InsufficientStock'))).rejects.toMatchObject({ name: 'InsufficientStock' });
  });

  test.each([awsError('ThrottlingException'), awsError('Error', { code: 'ECONNRESET' })])(
    'throws an outage with the name that its caller recognises: %s',
    async (error) => {
      await expect(failing(error)).rejects.toMatchObject({ name: 'ServiceUnavailable', cause: error });
    },
  );
});
