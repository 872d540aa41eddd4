import '../environment.ts';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { OUTAGE } from '@ecommerce/shared/outages.ts';
import { expect, test } from '@jest/globals';
import { cloud, grantUpdates, resetCloud } from '../cloud.ts';
import { storedOrder } from '../samples.ts';

const { recordFailures } = await import('../../src/recovery/recordFailures.ts');

test('an order that makes progress at this moment is not given up', async () => {
  resetCloud();
  const stepFailure = { since: '2026-01-01T00:00:00Z', failures: 9, permanentFailures: 0, error: OUTAGE };
  const order = storedOrder({ status: 'pending', stepFailure });
  cloud.dynamodb.on(GetCommand).resolves({ Item: order });
  grantUpdates(order);

  await recordFailures([order], OUTAGE);

  const { ExpressionAttributeValues: values = {} } = cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input ?? {};
  const from = Object.entries(values).filter(([name]) => /^:(un)?paid\d/.test(name));
  expect(from).toEqual([
    [':unpaid0', 'pending'],
    [':paid0', 'pending'],
  ]);
});
