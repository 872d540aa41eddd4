import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest, queryStatus } from '@ecommerce/shared/dynamodb.ts';
import { deleteRow, putOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Banner } from './banner.ts';

const { BANNERS_TABLE } = readEnvironment({ BANNERS_TABLE: name });

/**
 * Writes a banner. A published one never changes, neither by a repeated event nor by a later upload.
 *
 * @returns whether it was written
 */
export const putBanner = async (banner: Banner): Promise<boolean> => {
  const { written } = await putOnce({
    TableName: BANNERS_TABLE,
    Item: banner,
    ConditionExpression: 'attribute_not_exists(id) OR #status <> :published',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':published': 'published' },
  });
  return written;
};

/** Returns whether the banner has its image already. */
export const isPublished = async (id: string): Promise<boolean> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: BANNERS_TABLE, Key: { id }, ConsistentRead: true }));
  return Item?.status === 'published';
};

/** Lists published banners, newest first. */
export const listPublishedBanners = (page: PageRequest): Promise<Page<Banner & { status: 'published' }>> =>
  queryStatus(BANNERS_TABLE, 'published', page);

/** Deletes a banner. Returns the deleted row, or `undefined` if there was none. */
export const deleteBanner = (id: string): Promise<Banner | undefined> => deleteRow(BANNERS_TABLE, id);
