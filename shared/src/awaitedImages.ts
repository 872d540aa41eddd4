import { GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { AWAITING_IMAGE, type AwaitingRow, PATIENCE_MS } from './awaitingRow.ts';
import { retryConflicts } from './conflicts.ts';
import { dynamodb, rowThatRefused, wasWritten } from './dynamodb.ts';
import { checkUpload, deleteImage, deleteUpload, publishImage, type Upload } from './imageUploads.ts';
import { log } from './log.ts';
import { deleteOnce, putOnce, transactOnce } from './writeOnce.ts';

/** A table of rows that wait for an image: key `id`, index `byStatus` (`status`, `createdAt`). */
export type AwaitedImages = {
  table: string;
  /** Bucket that the images are uploaded to. */
  bucket: string;
  /** A row's `status` once it has its image, the first one or another. */
  statusWithImage: string;
  /** Attributes of a decision on the row, which goes with the image that it was made on. */
  undecidedBy?: readonly string[];
  companion?: Companion;
};

/** A row of another table that has the row's id as its key, and is deleted and put back together with it. */
type Companion = {
  table: string;
  key: string;
  /** The attribute that a decision on the row sets, and that goes with another image. */
  undecidedBy: string;
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
  const slot = row && slotOf(row, upload);
  if (!slot) return leave(upload, row);
  if (slot === 'published') return deleteUpload(upload);
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  if (check.verdict === 'refused') {
    log.warn('upload refused', { id: upload.id, reason: check.reason });
    await recordRefusal(images, upload, slot, check.reason);
    return deleteUpload(upload, check.etag);
  }
  const imageUrl = await publishImage(upload, check);
  const refused = await setImage(images, upload, slot, imageUrl);
  if (refused && (!refused.standing || slotOf(refused.standing, upload) !== 'published')) {
    return withdraw(upload, row, refused.standing);
  }
  await deleteUpload(upload);
};

/** What an upload is to a row: its image already, its first one, or one that takes another's place. */
type Slot = 'published' | 'first' | 'replacement';

const slotOf = ({ fileName, imageVersion, imageUrl, replacement }: AwaitingRow, upload: Upload): Slot | undefined => {
  if (replacement?.version !== undefined && replacement.version === upload.version) {
    return replacement.fileName === upload.fileName ? 'replacement' : undefined;
  }
  if (fileName !== upload.fileName || imageVersion !== upload.version) return undefined;
  return imageUrl === undefined ? 'first' : 'published';
};

/** An upload that nobody waits for; one of a row that has gone on to another image is of no use to anyone. */
const leave = async (upload: Upload, row: AwaitingRow | undefined): Promise<void> => {
  log.warn('upload without a row', { id: upload.id });
  if (row?.imageUrl !== undefined) await deleteUpload(upload);
};

/**
 * Takes back what was published for a row that went or asked for another file meanwhile. A row that the clean-up may have taken is
 * left to it: it puts the row back if it finds the upload.
 */
const withdraw = async (upload: Upload, before: AwaitingRow, standing: AwaitingRow | undefined): Promise<void> => {
  log.warn('row went before its image', { id: upload.id });
  const waitingSince = Date.parse(before.urlRenewedAt ?? before.createdAt);
  const mayComeBack = before.imageUrl === undefined && Date.now() - waitingSince > PATIENCE_MS / 2;
  if (!standing && mayComeBack) return;
  await deleteImage(upload);
  if (standing) await deleteUpload(upload);
};

const findRow = async ({ table }: AwaitedImages, id: string): Promise<AwaitingRow | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
  return Item as AwaitingRow | undefined;
};

/** The condition under which an upload may still become, or be refused as, the image of its row. */
const stillWaits = ({ fileName, version }: Upload, slot: Slot) =>
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
  { table, statusWithImage, undecidedBy = [], companion }: AwaitedImages,
  upload: Upload,
  slot: Slot,
  imageUrl: string,
): Promise<Refused> => {
  const { condition, names, values } = stillWaits(upload, slot);
  const replaces = slot === 'replacement';
  const moved = replaces
    ? ', fileName = replacement.fileName, fileType = replacement.fileType, imageVersion = :version'
    : '';
  const removed = ['uploadRejection', 'urlRenewedAt', ...(replaces ? ['replacement', ...undecidedBy] : [])];
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
  return replaces && companion ? updateBoth(update, companion) : updateRow(update);
};

type Update = UpdateCommandInput & { UpdateExpression: string };
type Refused = { standing: AwaitingRow | undefined } | undefined;

const updateRow = async (update: Update): Promise<Refused> => {
  const command = new UpdateCommand(update);
  try {
    await retryConflicts(() => dynamodb.send(command));
    return undefined;
  } catch (error) {
    return { standing: rowThatRefused(error) as AwaitingRow | undefined };
  }
};

/** The same, and the decision goes from the companion too. */
const updateBoth = async (update: Update, { table, key, undecidedBy }: Companion): Promise<Refused> => {
  const undecided = {
    TableName: table,
    Key: { [key]: update.Key?.id },
    UpdateExpression: 'REMOVE #decided',
    ConditionExpression: 'attribute_exists(#key)',
    ExpressionAttributeNames: { '#decided': undecidedBy, '#key': key },
  };
  const { written, refusals } = await transactOnce([{ Update: update }, { Update: undecided }]);
  return written ? undefined : { standing: refusals[0]?.row as AwaitingRow | undefined };
};

const recordRefusal = async ({ table }: AwaitedImages, upload: Upload, slot: Slot, reason: string): Promise<void> => {
  const { condition, names, values } = stillWaits(upload, slot);
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

/** Rows that were deleted together: one that waited for its image, and its companion if it had one. */
export type Deleted = { row: AwaitingRow; companion: Record<string, unknown> | undefined };

/**
 * Deletes a row if it still waits, is as it was read, and no upload URL was given out for it since `cutoff`.
 *
 * @param row as `overdueRows` found it
 * @returns what was deleted, if it was
 */
export const deleteOverdue = async (
  { table, companion }: AwaitedImages,
  row: AwaitingRow,
  cutoff: string,
): Promise<Deleted | undefined> => {
  const { id, updatedAt } = row;
  const companionRow = companion && (await companionOf(companion, id));
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
      ? await transactOnce([{ Delete: overdue }, { Delete: unchanged(companion, companionRow) }])
      : await deleteOnce(overdue);
  return written ? { row, companion: companionRow } : undefined;
};

/** Puts deleted rows back as they were, unless a row of this id is there again. */
export const putBack = async (
  { table, companion }: AwaitedImages,
  { row, companion: companionRow }: Deleted,
): Promise<void> => {
  const put = { TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(id)' };
  if (companion && companionRow) {
    await transactOnce([{ Put: put }, { Put: { TableName: companion.table, Item: companionRow } }]);
  } else {
    await putOnce(put);
  }
};

const companionOf = async ({ table, key }: Companion, id: string): Promise<Record<string, unknown> | undefined> =>
  (await dynamodb.send(new GetCommand({ TableName: table, Key: { [key]: id }, ConsistentRead: true }))).Item;

/** The delete of a companion that is still as it was read. */
const unchanged = ({ table, key }: Companion, row: Record<string, unknown>) => {
  const attributes = Object.entries(row);
  return {
    TableName: table,
    Key: { [key]: row[key] },
    ConditionExpression: attributes.map((_, index) => `#a${index} = :a${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], index) => [`:a${index}`, value])),
  };
};
