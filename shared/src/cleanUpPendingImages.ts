import { publishDeleted } from './cleanUpTopic.ts';
import type { CleanUpEvent, DeletedRow } from './events/cleanUpEvents.ts';
import { uploadExists } from './imageUploads.ts';
import { log } from './log.ts';
import { deleteOverdue, overdueRows, type PendingImages, publishPendingImage, restoreRows } from './pendingImages.ts';
import { IMAGE_DEADLINE_MS, type RowAwaitingImage } from './rowAwaitingImage.ts';

/** How a clean-up publishes what it has deleted. */
export type CleanUpNotification = {
  topicArn: string;
  type: CleanUpEvent['type'];
  /** The row's attribute that people know it by. */
  nameAttribute: string;
};

/**
 * Deletes the rows that got no image within an hour and publishes once to a topic what was deleted. An image that arrives meanwhile is
 * never lost: see `cleanUpRow`. A row or a page that fails does not keep the others; the failure is thrown after all are done.
 */
export const cleanUpPendingImages = async (images: PendingImages, notification: CleanUpNotification): Promise<void> => {
  const cutoff = new Date(Date.now() - IMAGE_DEADLINE_MS).toISOString();
  const deleted: DeletedRow[] = [];
  const failures: unknown[] = [];
  try {
    for await (const rows of overdueRows(images, cutoff)) {
      for (const result of await Promise.allSettled(rows.map((row) => cleanUpRow(images, row, cutoff)))) {
        if (result.status === 'rejected') failures.push(result.reason);
        else if (result.value) deleted.push(toDeletedRow(result.value, notification.nameAttribute));
      }
    }
  } catch (error) {
    failures.push(error); // a later page could not be read: what was deleted until then must be published
  }
  await publishDeleted(notification.topicArn, notification.type, deleted);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} rows or pages could not be cleaned up`);
};

/**
 * Deletes one overdue row and answers it, unless a file was uploaded for it. One that is there before the delete is seen at the
 * latest by the second look, since S3 reads what was written before; its own event may have come between and found no row, so it
 * is published from here.
 */
const cleanUpRow = async (
  images: PendingImages,
  row: RowAwaitingImage,
  cutoff: string,
): Promise<RowAwaitingImage | undefined> => {
  const upload = { bucket: images.bucket, id: row.id, fileName: row.fileName };
  if (await uploadExists(upload)) {
    await publishPendingImage(images, upload);
    return undefined;
  }
  const deleted = await deleteOverdue(images, row, cutoff);
  if (!deleted) return undefined;
  if (await uploadExists(upload)) {
    await restoreRows(images, deleted);
    await publishPendingImage(images, upload);
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
