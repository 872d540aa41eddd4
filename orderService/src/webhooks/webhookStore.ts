import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { putOnce, writeId } from '@ecommerce/shared/writeOnce.ts';
import * as z from 'zod';
import type { Webhook } from './webhook.ts';

const { WEBHOOKS, WEBHOOKS_TABLE } = readEnvironment({ WEBHOOKS: z.enum(['on', 'off']), WEBHOOKS_TABLE: name });

/** The one row with all endpoints: each event is compared with all of them, and there are at most `MAX_WEBHOOKS`. */
const KEY = { id: 'webhooks' };

/** All endpoints, oldest first. The version changes with each change of one. */
export type Webhooks = { version: number; webhooks: Webhook[] };

/**
 * Reads all endpoints as the last write left them.
 *
 * @throws DomainError NOT_FOUND where the stage has no webhooks
 */
export const readWebhooks = async (): Promise<Webhooks> => {
  if (WEBHOOKS === 'off') throw new DomainError('NOT_FOUND', 'Webhooks are off: see the stage parameter webhooks.');
  const { Item } = await dynamodb.send(new GetCommand({ TableName: WEBHOOKS_TABLE, Key: KEY, ConsistentRead: true }));
  return Item ? { version: Number(Item.version), webhooks: Item.webhooks as Webhook[] } : { version: 0, webhooks: [] };
};

/** Replaces the endpoints, if they are still of the version that was read. @returns whether they were */
export const replaceWebhooks = async ({ version, webhooks }: Webhooks): Promise<boolean> => {
  const { written } = await putOnce({
    TableName: WEBHOOKS_TABLE,
    Item: { ...KEY, ...writeId(), version: version + 1, webhooks },
    ConditionExpression: 'attribute_not_exists(id) OR #version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  });
  return written;
};
