import { randomUUID } from 'node:crypto';
import { log } from '@ecommerce/shared/log.ts';
import { wholeSegment } from '../searchEngine/searchIndex.ts';
import { loadIndex } from './indexReader.ts';
import { mostPending } from './pendingChanges.ts';
import { deleteChanges, readManifest, replaceSegment } from './searchIndexStore.ts';
import { deleteSegments, putSegment } from './segmentStore.ts';

/** Files are kept for longer than any function runs: one may be about to become the segment, or be read. */
const KEPT_MS = 3_600_000;

/** If so many times as many changes are pending as should be, a file is overdue: then a failure is no longer passed over. */
const OVERDUE = 10;

/** Gives the index a new file if enough changes are pending. Changes stay readable until the file after it, for readers that are behind. */
export const compactIndex = async (now = new Date()): Promise<void> => {
  const pending = await readManifest();
  const most = mostPending(pending.segmentFile?.documents ?? 0);
  if (pending.pending < most) return;
  try {
    await rewriteIndex(now);
  } catch (error) {
    if (pending.pending > OVERDUE * most) throw error;
    log.error('search index has no new file: the next change tries again', { error, pending: pending.pending });
  }
};

/** Gives the index a new file, with all changes so far. */
export const rewriteIndex = async (now: Date): Promise<void> => {
  // Changes that came after the manifest count as pending still, though the file may have them: then the next one comes a little early
  const { index, version, manifest } = await loadIndex();
  const segment = wholeSegment(index);
  const key = await putSegment(`${version}-${randomUUID()}`, segment);
  const next = { key, version, documents: segment.ids.length };
  if (!(await replaceSegment(manifest, next, manifest.pending))) return; // deleted as any old file
  await deleteChanges(manifest.segmentFile?.version ?? manifest.since);
  await deleteSegments(new Date(now.getTime() - KEPT_MS), key);
  log.info('search index has a new file', next);
};
