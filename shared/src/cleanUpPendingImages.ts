import { publishDeleted } from './cleanUpTopic.ts';
import type { CleanUpEvent, DeletedRow } from './events/cleanUpEvents.ts';
import { type Upload, uploadExists } from './imageUploads.ts';
import { log } from './log.ts';
import { deleteOverdue, overdueRows, type PendingImages, restoreRows } from './pendingImages.ts';
import { IMAGE_DEADLINE_MS, type RowAwaitingImage } from './rowAwaitingImage.ts';

/** Where and how a clean-up publishes the rows that it deleted. */
export type CleanUpNotification = {
  topicArn: string;
  type: CleanUpEvent['type'];
  /** The attribute that contains the row's name. */
  nameAttribute: string;
};

/** Publishes an upload, or asks the function to do so that handles the bucket's events. */
type Publish = (upload: Upload) => Promise<void>;

/**
 * Deletes the rows that got no image within an hour and publishes them to a topic. An image that arrives in the meantime is never lost:
 * see `cleanUpRow`. A row or page that fails does not stop the others: failures are thrown at the end.
 */
export const cleanUpPendingImages = async (
  images: PendingImages,
  notification: CleanUpNotification,
  publish: Publish,
): Promise<void> => {
  const cutoff = new Date(Date.now() - IMAGE_DEADLINE_MS).toISOString();
  const deleted: DeletedRow[] = [];
  const failures: unknown[] = [];
  try {
    for await (const rows of overdueRows(images, cutoff)) {
      for (const result of await Promise.allSettled(rows.map((row) => cleanUpRow(images, row, cutoff, publish)))) {
        if (result.status === 'rejected') failures.push(result.reason);
        else if (result.value) deleted.push(toDeletedRow(result.value, notification.nameAttribute));
      }
    }
  } catch (error) {
    failures.push(error); // a later page could not be read: rows deleted so far must still be published
  }
  await publishDeleted(notification.topicArn, notification.type, deleted);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} rows or pages could not be cleaned up`);
};

/**
 * Deletes an overdue row and returns it, unless a file was uploaded for it. S3 is strongly consistent, so the check after the delete
 * finds every file that was uploaded before the delete. That file's own event may have found no row, so the image is published here.
 */
const cleanUpRow = async (
  images: PendingImages,
  row: RowAwaitingImage,
  cutoff: string,
  publish: Publish,
): Promise<RowAwaitingImage | undefined> => {
  const upload = { bucket: images.bucket, id: row.id, fileName: row.fileName };
  if (await uploadExists(upload)) {
    await publish(upload);
    return undefined;
  }
  const deleted = await deleteOverdue(images, row, cutoff);
  if (!deleted) return undefined;
  if (await uploadExists(upload)) {
    await restoreRows(images, deleted);
    await publish(upload);
    return undefined;
  }
  log.info('row without an image deleted', { id: row.id });
  return row;
};

const toDeletedRow = (row: RowAwaitingImage, nameAttribute: string): DeletedRow => ({
  id: row.id,
  name: String((row as Record<string, unknown>)[nameAttribute] ?? ''),
  createdAt: row.createdAt,
});
