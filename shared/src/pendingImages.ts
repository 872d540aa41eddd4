import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { retryConflicts } from './conflicts.ts';
import { conflictingRow, dynamodb, wasWritten } from './dynamodb.ts';
import { checkUpload, deleteImage, deleteUpload, publishImage, type Upload } from './imageUploads.ts';
import { log } from './log.ts';
import { AWAITING_IMAGE, IMAGE_DEADLINE_MS, type RowAwaitingImage } from './rowAwaitingImage.ts';
import { deleteOnce, putOnce, transactOnce } from './writeOnce.ts';

/** A table of rows that wait for an image: key `id`, index `byStatus` (`status`, `createdAt`). */
export type PendingImages = {
  table: string;
  /** The bucket that images are uploaded to. */
  bucket: string;
  /** The `status` of a row after it gets its image. */
  statusWithImage: string;
  companion?: Companion;
};

/** A row of another table with the row's id as its key, deleted and restored together with it. */
type Companion = { table: string; key: string };

/**
 * Publishes an uploaded image and sets it on its row. If the upload is rejected, the reason is recorded and the row keeps waiting. The
 * upload is deleted last, so that a retry of the event repeats whatever failed. A repeated call, or one after another upload for the same
 * row, changes nothing.
 *
 * An upload without a row is left alone: either the clean-up is about to restore the row, or the bucket's lifecycle rule deletes the
 * upload.
 */
export const publishPendingImage = async (images: PendingImages, upload: Upload): Promise<void> => {
  const row = await findRow(images, upload.id);
  const role = row && roleOf(row, upload);
  if (!role) return ignoreUpload(upload, row);
  if (role === 'published') return deleteUpload(upload);
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  if (check.verdict === 'refused') {
    log.warn('upload rejected', { id: upload.id, reason: check.reason });
    await recordRejection(images, upload, check.reason);
    return deleteUpload(upload, check.etag);
  }
  const imageUrl = await publishImage(upload, check);
  const conflict = await setImage(images, upload, imageUrl);
  if (conflict && (!conflict.existing || roleOf(conflict.existing, upload) !== 'published')) {
    return withdrawImage(upload, row, conflict.existing);
  }
  await deleteUpload(upload);
};

/** Returns whether an upload is the row's published image, or the one that it waits for. */
const roleOf = ({ fileName, imageUrl }: RowAwaitingImage, upload: Upload): 'published' | 'awaited' | undefined => {
  if (fileName !== upload.fileName || upload.version !== undefined) return undefined;
  return imageUrl === undefined ? 'awaited' : 'published';
};

/** Ignores an upload that its row does not wait for. It is deleted if the row has an image already. */
export const ignoreUpload = async (
  upload: Upload,
  row: Pick<RowAwaitingImage, 'imageUrl'> | undefined,
): Promise<void> => {
  log.warn('upload without a row', { id: upload.id });
  if (row?.imageUrl !== undefined) await deleteUpload(upload);
};

/**
 * Unpublishes the image of a row that was deleted, or that got another file, in the meantime. If the clean-up may have deleted the row,
 * nothing is done: the clean-up restores the row if it finds the upload.
 */
const withdrawImage = async (
  upload: Upload,
  before: RowAwaitingImage,
  existing: RowAwaitingImage | undefined,
): Promise<void> => {
  log.warn('row deleted or changed before its image was set', { id: upload.id });
  if (!existing && mayBeRestored(before)) return;
  await deleteImage(upload);
  if (existing) await deleteUpload(upload);
};

/** Returns whether the clean-up may have deleted a row and may restore it. */
export const mayBeRestored = ({
  imageUrl,
  urlRenewedAt,
  createdAt,
}: Pick<RowAwaitingImage, 'imageUrl' | 'urlRenewedAt' | 'createdAt'>): boolean =>
  imageUrl === undefined && Date.now() - Date.parse(urlRenewedAt ?? createdAt) > IMAGE_DEADLINE_MS / 2;

const findRow = async ({ table }: PendingImages, id: string): Promise<RowAwaitingImage | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return Item as RowAwaitingImage | undefined;
};

/** The condition that the row still waits for this upload. */
const STILL_AWAITED = 'fileName = :fileName AND attribute_not_exists(imageUrl)';

type Conflict = { existing: RowAwaitingImage | undefined } | undefined;

/** Sets the image on its row. If the row no longer waits for this image, returns it as `existing`; otherwise `undefined`. */
const setImage = async (
  { table, statusWithImage }: PendingImages,
  { id, fileName }: Upload,
  imageUrl: string,
): Promise<Conflict> => {
  const command = new UpdateCommand({
    TableName: table,
    Key: { id },
    UpdateExpression:
      'SET imageUrl = :imageUrl, #status = :status, updatedAt = :now REMOVE uploadRejection, urlRenewedAt',
    ConditionExpression: STILL_AWAITED,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':fileName': fileName,
      ':imageUrl': imageUrl,
      ':status': statusWithImage,
      ':now': new Date().toISOString(),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await retryConflicts(() => dynamodb.send(command));
    return undefined;
  } catch (error) {
    return { existing: conflictingRow(error) as RowAwaitingImage | undefined };
  }
};

const recordRejection = async ({ table }: PendingImages, { id, fileName }: Upload, reason: string): Promise<void> => {
  const command = new UpdateCommand({
    TableName: table,
    Key: { id },
    UpdateExpression: 'SET uploadRejection = :reason, updatedAt = :now',
    ConditionExpression: STILL_AWAITED,
    ExpressionAttributeValues: { ':fileName': fileName, ':reason': reason, ':now': new Date().toISOString() },
  });
  await wasWritten(retryConflicts(() => dynamodb.send(command)));
};

/** Yields pages of rows that have waited for an image since before `cutoff` (ISO 8601), oldest first. */
export const overdueRows = async function* (
  { table }: PendingImages,
  cutoff: string,
): AsyncGenerator<RowAwaitingImage[]> {
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
    yield Items as RowAwaitingImage[];
    last = LastEvaluatedKey;
  } while (last);
};

/** A deleted row that waited for its image, and its companion, if it had one. */
export type DeletedRows = { row: RowAwaitingImage; companion: Record<string, unknown> | undefined };

/**
 * Deletes a row if it still waits for its image, has not changed, and its upload URL was not renewed since `cutoff`.
 *
 * @param row as `overdueRows` returned it
 * @returns the deleted rows, or `undefined` if nothing was deleted
 */
export const deleteOverdue = async (
  { table, companion }: PendingImages,
  row: RowAwaitingImage,
  cutoff: string,
): Promise<DeletedRows | undefined> => {
  const { id, updatedAt } = row;
  const companionRow = companion && (await readCompanion(companion, id));
  const overdue = {
    TableName: table,
    Key: { id },
    ConditionExpression: `#status = :awaiting AND attribute_not_exists(imageUrl) AND updatedAt = :updatedAt
      AND (attribute_not_exists(urlRenewedAt) OR urlRenewedAt < :cutoff)`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':awaiting': AWAITING_IMAGE, ':updatedAt': updatedAt, ':cutoff': cutoff },
  };
  const { written } =
    companion && companionRow
      ? await transactOnce([{ Delete: overdue }, { Delete: deleteIfUnchanged(companion, companionRow) }])
      : await deleteOnce(overdue);
  return written ? { row, companion: companionRow } : undefined;
};

/** Restores deleted rows unchanged, unless a row with this id exists again. */
export const restoreRows = async (
  { table, companion }: PendingImages,
  { row, companion: companionRow }: DeletedRows,
): Promise<void> => {
  const put = { TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(id)' };
  if (companion && companionRow) {
    await transactOnce([{ Put: put }, { Put: { TableName: companion.table, Item: companionRow } }]);
  } else {
    await putOnce(put);
  }
};

const readCompanion = async ({ table, key }: Companion, id: string): Promise<Record<string, unknown> | undefined> =>
  (await dynamodb.send(new GetCommand({ TableName: table, Key: { [key]: id }, ConsistentRead: true }))).Item;

/** Returns a delete of a companion on condition that it has not changed. */
const deleteIfUnchanged = ({ table, key }: Companion, row: Record<string, unknown>) => {
  const attributes = Object.entries(row);
  return {
    TableName: table,
    Key: { [key]: row[key] },
    ConditionExpression: attributes.map((_, index) => `#a${index} = :a${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], index) => [`:a${index}`, value])),
  };
};
