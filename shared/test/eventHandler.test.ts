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
  test('throws a refusal under the refusal’s own name, which a workflow looks for', async () => {
    await expect(failing(awsError('InsufficientStock'))).rejects.toMatchObject({ name: 'InsufficientStock' });
  });

  test.each([awsError('ThrottlingException'), awsError('Error', { code: 'ECONNRESET' })])(
    'throws an outage under the name by which its caller knows it: %s',
    async (error) => {
      await expect(failing(error)).rejects.toMatchObject({ name: 'ServiceUnavailable', cause: error });
    },
  );
});
