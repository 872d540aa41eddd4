import '../../../shared/test/imageEnvironment.ts';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';

const { compactIndex } = await import('../../src/search/compactIndex.ts');

/** An index with so many changes since its last file; no new one can be made. */
const failingWith = (pending: number) => {
  cloud.dynamodb.on(GetCommand).resolves({ Item: { version: pending, since: 0, pending } });
  cloud.dynamodb.on(QueryCommand).rejects(awsError('AccessDeniedException'));
};
beforeEach(resetCloud);

test('a file that cannot be made is passed over while few changes are pending: they are indexed all the same', async () => {
  failingWith(2500);

  await expect(compactIndex()).resolves.toBeUndefined();
  expect(cloud.dynamodb.commandCalls(QueryCommand)).not.toEqual([]);
});

test('once ten times as many are pending the call fails, so that the alarms of its function fire', async () => {
  failingWith(2501);

  await expect(compactIndex()).rejects.toThrow('AccessDeniedException');
});
