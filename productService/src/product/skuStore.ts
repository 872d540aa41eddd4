import { GetCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { ProductChange } from './productChange.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/** The variant that has an SKU. Its row is in the products' table, in none of the table's indexes. */
export type SkuOwner = { id: string; productId: string; variantId: string };

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Returns the key of an SKU's row: people read SKUs out and type them, so upper and lower case are the same. */
const skuKey = (sku: string) => ({ id: `sku#${sku.toUpperCase()}` });

/** Returns which variant has an SKU, read consistently; `undefined` if none has. */
export const readSkuOwner = async (sku: string): Promise<SkuOwner | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: skuKey(sku), ConsistentRead: true }));
  return Item as SkuOwner | undefined;
};

/** Returns the variants that have some of the SKUs, read consistently. */
export const readSkuOwners = async (skus: string[]): Promise<SkuOwner[]> => {
  const keys = [...new Set(skus.map((sku) => skuKey(sku).id))].map((id) => ({ id }));
  if (keys.length === 0) return [];
  return ((await batchGet({ [TableName]: keys }, { consistent: true }))[TableName] ?? []) as SkuOwner[];
};

/**
 * Returns the parts of a transaction that give a variant an SKU, which no other variant has then, and free the one that it had. An SKU in
 * other letters, upper or lower case, stays.
 */
export const changedSkus = (productId: string, skus: ProductChange['skus']): TransactItem[] => {
  const { variantId, claimed, released } = skus ?? { variantId: '' };
  if (claimed !== undefined && released !== undefined && skuKey(claimed).id === skuKey(released).id) return [];
  return [
    ...(claimed === undefined
      ? []
      : [
          {
            Put: {
              TableName,
              Item: { ...skuKey(claimed), productId, variantId } satisfies SkuOwner,
              ConditionExpression: 'attribute_not_exists(id)',
            },
          },
        ]),
    ...(released === undefined ? [] : [freedSku(released, variantId)]),
  ];
};

/** Returns the delete of an SKU's row, unless another variant has it by now. */
export const freedSku = (sku: string, variantId: string) => ({
  Delete: {
    TableName,
    Key: skuKey(sku),
    ConditionExpression: 'attribute_not_exists(id) OR variantId = :variant',
    ExpressionAttributeValues: { ':variant': variantId },
  },
});
