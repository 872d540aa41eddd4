import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AWAITING_IMAGE, type AwaitingRow } from './awaitingRow.ts';
import { dynamodb } from './dynamodb.ts';
import { isNamed } from './errors.ts';
import { checkUpload, deleteUpload, publishImage, type Upload } from './imageUploads.ts';
import { log } from './log.ts';

/** A table of rows that wait for an image: key `id`, index `byStatus` (`status`, `createdAt`). */
export type AwaitedImages = {
  table: string;
  /** Bucket that the images are uploaded to. */
  bucket: string;
  /** A row's `status` once it has its image. */
  statusWithImage: string;
};

/**
 * Gives a row the image that was uploaded for it, or records on the row why the upload was refused (the row then waits on). The
 * upload is removed last: whatever fails before that is done again by the event's retry. Done twice, or after another upload of
 * the same row, it changes nothing.
 *
 * An upload without a row is left alone: the clean-up may be about to put the row back, else the bucket's lifecycle removes it.
 */
export const publishAwaitedImage = async (images: AwaitedImages, upload: Upload): Promise<void> => {
  const row = await findRow(images, upload.id);
  if (row?.fileName !== upload.fileName) return log.warn('upload without a row', { id: upload.id });
  if (row.imageUrl !== undefined) return deleteUpload(upload);
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  if (check.verdict === 'refused') {
    log.warn('upload refused', { id: upload.id, reason: check.reason });
    await recordRefusal(images, upload.id, check.reason);
    return deleteUpload(upload, check.etag);
  }
  const imageUrl = await publishImage(upload, check).catch((error: unknown) => {
    if (isNamed(error, 'NoSuchKey', 'PreconditionFailed')) return undefined; // handled, or replaced and checked anew, by another event
    throw error;
  });
  if (imageUrl === undefined) return;
  if (await setImage(images, upload.id, imageUrl)) await deleteUpload(upload);
  else log.warn('row went before its image', { id: upload.id });
};

const findRow = async ({ table }: AwaitedImages, id: string): Promise<AwaitingRow | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return Item as AwaitingRow | undefined;
};

/** Answers whether the row has an image now, this one or an earlier one; `false` when there is no row. */
const setImage = async ({ table, statusWithImage }: AwaitedImages, id: string, imageUrl: string): Promise<boolean> => {
  try {
    await dynamodb.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression:
          'SET imageUrl = :imageUrl, #status = :status, updatedAt = :now REMOVE uploadRejection, urlRenewedAt',
        ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(imageUrl)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':imageUrl': imageUrl,
          ':status': statusWithImage,
          ':now': new Date().toISOString(),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
    return 'Item' in error && error.Item !== undefined;
  }
};

const recordRefusal = async ({ table }: AwaitedImages, id: string, reason: string): Promise<void> => {
  try {
    await dynamodb.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression: 'SET uploadRejection = :reason, updatedAt = :now',
        ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(imageUrl)',
        ExpressionAttributeValues: { ':reason': reason, ':now': new Date().toISOString() },
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
  }
};

/** Pages of rows that wait for an image since before `cutoff` (ISO 8601), oldest first. */
export async function* overdueRows({ table }: AwaitedImages, cutoff: string): AsyncGenerator<AwaitingRow[]> {
  let last: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: '#status = :awaiting AND createdAt < :cutoff',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':awaiting': AWAITING_IMAGE, ':cutoff': cutoff },
        Limit: 25,
        ...(last ? { ExclusiveStartKey: last } : {}),
      }),
    );
    yield Items as AwaitingRow[];
    last = LastEvaluatedKey;
  } while (last);
}

/**
 * Deletes a row if it still waits and no upload URL was given out for it since `cutoff`.
 *
 * @returns the row as it was, `undefined` when it stays
 */
export const deleteOverdue = async (
  { table }: AwaitedImages,
  id: string,
  cutoff: string,
): Promise<AwaitingRow | undefined> => {
  try {
    const { Attributes } = await dynamodb.send(
      new DeleteCommand({
        TableName: table,
        Key: { id },
        ConditionExpression:
          '#status = :awaiting AND attribute_not_exists(imageUrl) AND (attribute_not_exists(urlRenewedAt) OR urlRenewedAt < :cutoff)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':awaiting': AWAITING_IMAGE, ':cutoff': cutoff },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes as AwaitingRow | undefined;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return undefined;
    throw error;
  }
};

/** Puts a deleted row back as it was, unless a row of its id is there again. */
export const putBack = async ({ table }: AwaitedImages, row: AwaitingRow): Promise<void> => {
  try {
    await dynamodb.send(
      new PutCommand({ TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(id)' }),
    );
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
  }
};
