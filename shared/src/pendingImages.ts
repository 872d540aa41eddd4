import { GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { retryConflicts } from './conflicts.ts';
import { conflictingRow, dynamodb, wasWritten } from './dynamodb.ts';
import { checkUpload, deleteImage, deleteUpload, publishImage, type Upload } from './imageUploads.ts';
import { log } from './log.ts';
import { AWAITING_IMAGE, IMAGE_DEADLINE_MS, type RowAwaitingImage } from './rowAwaitingImage.ts';
import { deleteOnce, putOnce, transactOnce } from './writeOnce.ts';

/** A table of rows that wait for an image: key `id`, index `byStatus` (`status`, `createdAt`). */
export type PendingImages = {
  table: string;
  /** Bucket that the images are uploaded to. */
  bucket: string;
  /** A row's `status` once it has its image, the first one or another. */
  statusWithImage: string;
  /** Attributes of a decision on the row, which goes with the image that it was made on. */
  clearedOnReplace?: readonly string[];
  companion?: Companion;
};

/** A row of another table that has the row's id as its key, and is deleted and put back together with it. */
type Companion = {
  table: string;
  key: string;
  /** The attribute that a decision on the row sets, and that goes with another image. */
  clearedOnReplace: string;
};

/**
 * Gives a row the image that was uploaded for it, or records on the row why the upload was refused (the row then waits on). The
 * upload is removed last: whatever fails before that is done again by the event's retry. Done twice, or after another upload of
 * the same row, it changes nothing.
 *
 * An upload without a row is left alone: the clean-up may be about to put the row back, else the bucket's lifecycle removes it.
 */
export const publishPendingImage = async (images: PendingImages, upload: Upload): Promise<void> => {
  const row = await findRow(images, upload.id);
  const slot = row && uploadRole(row, upload);
  if (!slot) return ignoreUpload(upload, row);
  if (slot === 'published') return deleteUpload(upload);
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  if (check.verdict === 'refused') {
    log.warn('upload refused', { id: upload.id, reason: check.reason });
    await recordRefusal(images, upload, slot, check.reason);
    return deleteUpload(upload, check.etag);
  }
  const imageUrl = await publishImage(upload, check);
  const conflict = await setImage(images, upload, slot, imageUrl);
  if (conflict && (!conflict.existing || uploadRole(conflict.existing, upload) !== 'published')) {
    return withdrawImage(upload, row, conflict.existing);
  }
  await deleteUpload(upload);
};

/** What an upload is to a row: its image already, its first one, or one that takes another's place. */
type UploadRole = 'published' | 'first' | 'replacement';

const uploadRole = (
  { fileName, imageVersion, imageUrl, replacement }: RowAwaitingImage,
  upload: Upload,
): UploadRole | undefined => {
  if (replacement?.version !== undefined && replacement.version === upload.version) {
    return replacement.fileName === upload.fileName ? 'replacement' : undefined;
  }
  if (fileName !== upload.fileName || imageVersion !== upload.version) return undefined;
  return imageUrl === undefined ? 'first' : 'published';
};

/** An upload that nobody waits for; one of a row that has gone on to another image is of no use to anyone. */
const ignoreUpload = async (upload: Upload, row: RowAwaitingImage | undefined): Promise<void> => {
  log.warn('upload without a row', { id: upload.id });
  if (row?.imageUrl !== undefined) await deleteUpload(upload);
};

/**
 * Takes back what was published for a row that went or asked for another file meanwhile. A row that the clean-up may have taken is
 * left to it: it puts the row back if it finds the upload.
 */
const withdrawImage = async (
  upload: Upload,
  before: RowAwaitingImage,
  existing: RowAwaitingImage | undefined,
): Promise<void> => {
  log.warn('row went before its image', { id: upload.id });
  const waitingSince = Date.parse(before.urlRenewedAt ?? before.createdAt);
  const mayBeRestored = before.imageUrl === undefined && Date.now() - waitingSince > IMAGE_DEADLINE_MS / 2;
  if (!existing && mayBeRestored) return;
  await deleteImage(upload);
  if (existing) await deleteUpload(upload);
};

const findRow = async ({ table }: PendingImages, id: string): Promise<RowAwaitingImage | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return Item as RowAwaitingImage | undefined;
};

/** The condition under which an upload may still become, or be refused as, the image of its row. */
const imageStillPending = ({ fileName, version }: Upload, slot: UploadRole) =>
  slot === 'replacement'
    ? {
        condition: 'replacement.#version = :version',
        names: { '#version': 'version' },
        values: { ':version': version },
      }
    : {
        condition: 'fileName = :fileName AND attribute_not_exists(imageUrl)',
        names: {},
        values: { ':fileName': fileName },
      };

/** Answers `undefined` when it is done, else the row that no longer waits for this image, if there is one. */
const setImage = async (
  { table, statusWithImage, clearedOnReplace = [], companion }: PendingImages,
  upload: Upload,
  slot: UploadRole,
  imageUrl: string,
): Promise<Conflict> => {
  const { condition, names, values } = imageStillPending(upload, slot);
  const replaces = slot === 'replacement';
  const moved = replaces
    ? ', fileName = replacement.fileName, fileType = replacement.fileType, imageVersion = :version'
    : '';
  const removed = ['uploadRejection', 'urlRenewedAt', ...(replaces ? ['replacement', ...clearedOnReplace] : [])];
  const update = {
    TableName: table,
    Key: { id: upload.id },
    UpdateExpression: `SET imageUrl = :imageUrl, #status = :status, updatedAt = :now${moved} REMOVE ${removed.join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#status': 'status', ...names },
    ExpressionAttributeValues: {
      ...values,
      ':imageUrl': imageUrl,
      ':status': statusWithImage,
      ':now': new Date().toISOString(),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  return replaces && companion ? updateWithCompanion(update, companion) : updateRow(update);
};

type Update = UpdateCommandInput & { UpdateExpression: string };
type Conflict = { existing: RowAwaitingImage | undefined } | undefined;

const updateRow = async (update: Update): Promise<Conflict> => {
  const command = new UpdateCommand(update);
  try {
    await retryConflicts(() => dynamodb.send(command));
    return undefined;
  } catch (error) {
    return { existing: conflictingRow(error) as RowAwaitingImage | undefined };
  }
};

/** The same, and the decision goes from the companion too. */
const updateWithCompanion = async (update: Update, { table, key, clearedOnReplace }: Companion): Promise<Conflict> => {
  const companionUpdate = {
    TableName: table,
    Key: { [key]: update.Key?.id },
    UpdateExpression: 'REMOVE #decided',
    ConditionExpression: 'attribute_exists(#key)',
    ExpressionAttributeNames: { '#decided': clearedOnReplace, '#key': key },
  };
  const { written, conflicts } = await transactOnce([{ Update: update }, { Update: companionUpdate }]);
  return written ? undefined : { existing: conflicts[0]?.row as RowAwaitingImage | undefined };
};

const recordRefusal = async (
  { table }: PendingImages,
  upload: Upload,
  slot: UploadRole,
  reason: string,
): Promise<void> => {
  const { condition, names, values } = imageStillPending(upload, slot);
  const command = new UpdateCommand({
    TableName: table,
    Key: { id: upload.id },
    UpdateExpression: 'SET uploadRejection = :reason, updatedAt = :now',
    ConditionExpression: condition,
    ...(slot === 'replacement' ? { ExpressionAttributeNames: names } : {}),
    ExpressionAttributeValues: { ...values, ':reason': reason, ':now': new Date().toISOString() },
  });
  await wasWritten(retryConflicts(() => dynamodb.send(command)));
};

/** Pages of rows that wait for an image since before `cutoff` (ISO 8601), oldest first. */
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

/** Rows that were deleted together: one that waited for its image, and its companion if it had one. */
export type DeletedRows = { row: RowAwaitingImage; companion: Record<string, unknown> | undefined };

/**
 * Deletes a row if it still waits, is as it was read, and no upload URL was given out for it since `cutoff`.
 *
 * @param row as `overdueRows` found it
 * @returns what was deleted, if it was
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

/** Puts deleted rows back as they were, unless a row of this id is there again. */
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

/** The delete of a companion that is still as it was read. */
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
