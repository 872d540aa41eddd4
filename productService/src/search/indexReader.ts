import { applyChanges, emptySegment, indexOf, type SearchIndex } from '../searchEngine/searchIndex.ts';
import { mostPending } from './pendingChanges.ts';
import { type IndexChange, type Manifest, readChanges, readManifest } from './searchIndexStore.ts';
import { readSegment } from './segmentStore.ts';

/** The index as it was at a version. */
export type LoadedIndex = { index: SearchIndex; version: number; manifest: Manifest };

/** How often the index is loaded anew if its file or its changes were replaced meanwhile. */
const ATTEMPTS = 5;

/** For how long the index in memory answers searches before changes are looked for. */
const FRESH_MS = 1000;

/** Loads the index: its file, and the changes since. @throws Error if the file is unreadable */
export const loadIndex = async (): Promise<LoadedIndex> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const manifest = await readManifest();
    if (manifest.version === 0) return { index: indexOf(emptySegment()), version: 0, manifest };
    const { segmentFile } = manifest;
    const start = segmentFile?.version ?? manifest.since;
    const [segment, changes] = await Promise.all([segmentFile && readSegment(segmentFile.key), readChanges(start)]);
    if (segmentFile && !segment) continue;
    const loaded = { index: indexOf(segment ?? emptySegment()), version: start, manifest };
    if (follow(loaded, changes) && loaded.version >= manifest.version) return loaded;
  }
  throw new Error('The search index cannot be read: its file is gone or has another format, or changes are missing');
};

/** Applies changes to an index in memory. @returns false if one is missing: it was deleted after a newer file had it */
const follow = (loaded: LoadedIndex, changes: IndexChange[]): boolean => {
  const [first] = changes;
  if (first && first.version !== loaded.version + 1) return false;
  applyChanges(
    loaded.index,
    changes.flatMap(({ states }) => states),
  );
  loaded.version = changes.at(-1)?.version ?? loaded.version;
  return true;
};

/** Returns an index that is up to date, given one that was. */
const refreshed = async (loaded: LoadedIndex): Promise<LoadedIndex> => {
  if (!follow(loaded, await readChanges(loaded.version))) return loadIndex();
  if (loaded.index.changed.size <= 2 * mostPending(loaded.index.base.ids.length)) return loaded;
  const { segmentFile } = await readManifest();
  return segmentFile?.key === loaded.manifest.segmentFile?.key ? loaded : loadIndex();
};

/**
 * Creates a reader that keeps the index in memory and looks for changes when it has not for a while. Concurrent calls share one look.
 *
 * @returns a function that reads the index, at most `freshMs` old
 */
export const createIndexReader = (freshMs = FRESH_MS): (() => Promise<SearchIndex>) => {
  let loaded: LoadedIndex | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;
  const check = async (): Promise<void> => {
    const startedAt = Date.now();
    loaded = await (loaded ? refreshed(loaded) : loadIndex());
    checkedAt = startedAt;
  };
  return async () => {
    if (!loaded || Date.now() - checkedAt >= freshMs) {
      checking ??= check().finally(() => {
        checking = undefined;
      });
      await checking;
    }
    if (!loaded) throw new Error('The search index was not loaded');
    return loaded.index;
  };
};
