import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Slug } from './slug.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/** The row of a slug, in the products' table and in none of its indexes. */
type SlugRow = { id: string; productId: string; at: string };

const slugKey = (slug: string) => ({ id: `slug#${slug}` });

/** Returns the id of the product that a slug leads to, whether it is the product's present one or an older one. */
export const readSlug = async (slug: string): Promise<string | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: slugKey(slug) }));
  return (Item as SlugRow | undefined)?.productId;
};

/** Returns the part of a transaction that gives a slug to a product, unless another product has it. */
export const claimedSlug = ({ slug, at }: Slug, productId: string) => ({
  Put: {
    TableName,
    Item: { ...slugKey(slug), productId, at } satisfies SlugRow,
    ConditionExpression: 'attribute_not_exists(id) OR productId = :product',
    ExpressionAttributeValues: { ':product': productId },
  },
});

/** Frees slugs of a product, unless they were claimed again since. Idempotent. */
export const freeSlugs = async (productId: string, slugs: Slug[]): Promise<void> => {
  for (const { slug, at } of slugs) {
    await transactOnce([
      {
        Delete: {
          TableName,
          Key: slugKey(slug),
          ConditionExpression: 'attribute_not_exists(id) OR (productId = :product AND #at = :at)',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':product': productId, ':at': at },
        },
      },
    ]);
  }
};
