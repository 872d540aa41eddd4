import type { SearchDocument } from './searchDocument.ts';
import { type SearchSegment, searchable, searchableOf } from './searchSegment.ts';
import { mergeSegments, type Segment, segmentOf } from './segment.ts';

/** The state of a product after a change: without a document it is not on sale. */
export type ProductState = { id: string; document?: SearchDocument | undefined };

/** The index in memory: a large segment, and the products that have changed since it was made. */
export type SearchIndex = {
  base: SearchSegment;
  /** The numbers of the base's documents, by id. */
  baseNumbers: Map<string, number>;
  changed: Map<string, SearchDocument | undefined>;
  recent: SearchSegment;
};

/** Returns the index with only what a segment has. */
export const indexOf = (segment: Segment): SearchIndex => ({
  base: searchable(segment),
  baseNumbers: new Map(segment.ids.map((id, number) => [id, number])),
  changed: new Map(),
  recent: searchableOf([]),
});

export const emptySegment = (): Segment => segmentOf([]);

/** Brings the index up to date with changes, the oldest first. */
export const applyChanges = (index: SearchIndex, changes: readonly ProductState[]): void => {
  if (changes.length === 0) return;
  for (const { id, document } of changes) {
    index.changed.set(id, document);
    const number = index.baseNumbers.get(id);
    if (number !== undefined) index.base.removed[number] = 1;
  }
  index.recent = searchableOf([...index.changed.values()].flatMap((document) => document ?? []));
};

/** Returns one segment with all that the index has. */
export const wholeSegment = ({ base, recent }: SearchIndex): Segment => mergeSegments(base, base.removed, recent);

/** Returns the ids of all products of the index. */
export const idsIn = ({ base, recent }: SearchIndex): string[] => [
  ...base.ids.filter((_, number) => !base.removed[number]),
  ...recent.ids,
];
