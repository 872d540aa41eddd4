import { gunzipSync, gzipSync } from 'node:zlib';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchWrite } from '@ecommerce/shared/batchWrite.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { ProductState } from '../searchEngine/searchIndex.ts';

const { SEARCH_TABLE: TableName } = readEnvironment({ SEARCH_TABLE: name });

/** The only partition: there is one index. */
const PART = 'products';
const MANIFEST = { part: PART, position: 'manifest' };

/** Digits of a version, so that text order is the order of versions. Letters come after digits, so the manifest is after all changes. */
const VERSION_DIGITS = 12;

/** Changes of products, as they were added to the index. Versions are consecutive. */
export type IndexChange = { version: number; states: ProductState[] };

/** A file with the index of all products at a version. */
export type SegmentFile = { key: string; version: number; documents: number };

/** What the index consists of. */
export type Manifest = {
  /** The last change's; 0 before the first. */
  version: number;
  /** The version before the first change. */
  since: number;
  /** Absent until there are enough changes for a file. */
  segmentFile?: SegmentFile;
  /** How many products have changed since the segment was made; one that changed twice counts twice. */
  pending: number;
};

/** What an index consists of that has never been changed. */
export const NO_MANIFEST: Manifest = { version: 0, since: 0, pending: 0 };

/** Reads what the index consists of, consistently. */
export const readManifest = async (): Promise<Manifest> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: MANIFEST, ConsistentRead: true }));
  const { version, since, segmentFile, pending } = (Item ?? NO_MANIFEST) as Manifest;
  return { version, since, pending, ...(segmentFile ? { segmentFile } : {}) };
};

const positionOf = (version: number): string => String(version).padStart(VERSION_DIGITS, '0');

type Row = { position: string; states?: Uint8Array };

/** Reads the changes after a version up to the last, consistently. The first one has a later version if its predecessors were deleted. */
export const readChanges = async (after: number): Promise<IndexChange[]> =>
  (await readRows(positionOf(after + 1), '9'.repeat(VERSION_DIGITS))).map(
    ({ position, states = new Uint8Array() }) => ({
      version: Number(position),
      states: JSON.parse(gunzipSync(states).toString('utf8')) as ProductState[],
    }),
  );

const readRows = async (from: string, to: string, projection?: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'part = :part AND #position BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#position': 'position' },
        ExpressionAttributeValues: { ':part': PART, ':from': from, ':to': to },
        ...(projection === undefined ? {} : { ProjectionExpression: projection }),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    rows.push(...(Items as Row[]));
    start = LastEvaluatedKey;
  } while (start);
  return rows;
};

/**
 * Adds changes to the index as its next version. An index that begins anew has versions beyond any earlier one's, as long as that had less
 * than one change a second: readers that still have that one notice the gap.
 *
 * @returns false if another change was faster: the products have to be read again, since their states may be older than what it added
 */
export const addChanges = async (manifest: Manifest, states: ProductState[], now = new Date()): Promise<boolean> => {
  const isFirst = manifest.version === 0;
  const last = isFirst ? Math.floor(now.getTime() / 1000) : manifest.version;
  const Item = { part: PART, position: positionOf(last + 1), states: gzipSync(JSON.stringify(states)) };
  const first = {
    UpdateExpression: 'SET version = :next, since = :last, pending = :added',
    ConditionExpression: 'attribute_not_exists(version)',
  };
  const later = {
    UpdateExpression: 'SET version = :next, pending = pending + :added',
    ConditionExpression: 'version = :last',
  };
  const ExpressionAttributeValues = { ':last': last, ':next': last + 1, ':added': states.length };
  const { written } = await transactOnce([
    { Put: { TableName, Item } },
    { Update: { TableName, Key: MANIFEST, ...(isFirst ? first : later), ExpressionAttributeValues } },
  ]);
  return written;
};

/**
 * Makes a file the index's segment.
 *
 * @returns false if another segment has taken the place of the one in the manifest meanwhile
 */
export const replaceSegment = async (
  { segmentFile }: Manifest,
  next: SegmentFile,
  compacted: number,
): Promise<boolean> => {
  const { written } = await updateOnce({
    TableName,
    Key: MANIFEST,
    UpdateExpression: 'SET segmentFile = :next, pending = pending - :compacted',
    ConditionExpression: segmentFile ? 'segmentFile.#key = :key' : 'attribute_not_exists(segmentFile)',
    ...(segmentFile ? { ExpressionAttributeNames: { '#key': 'key' } } : {}),
    ExpressionAttributeValues: {
      ':next': next,
      ':compacted': compacted,
      ...(segmentFile ? { ':key': segmentFile.key } : {}),
    },
  });
  return written;
};

/** Deletes the changes up to a version, which is that of a segment before the current one: readers may be that far behind. Idempotent. */
export const deleteChanges = async (upTo: number): Promise<void> => {
  const rows = await readRows(positionOf(0), positionOf(upTo), 'part, #position');
  await batchWrite(TableName, { puts: [], deletes: rows.map(({ position }) => ({ part: PART, position })) });
};
