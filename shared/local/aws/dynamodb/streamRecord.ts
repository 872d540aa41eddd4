import { createHash } from 'node:crypto';
import type { AttributeValue, Item, Table } from './dynalite.ts';
import { engine } from './dynalite.ts';

/**
 * One change of one item as a function gets it.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export type StreamRecord = {
  /** The same whenever the record is read. */
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  dynamodb: {
    /** Seconds since 1970. */
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: string;
  };
  /** Of an item that time to live has deleted. */
  userIdentity?: { principalId: 'dynamodb.amazonaws.com'; type: 'Service' };
  eventSourceARN: string;
};

type Stored = { old?: Item; new?: Item; expired?: true };

/**
 * What is stored of a change: both images, as the texts that the table itself holds. Undefined when nothing has changed:
 * such a write has no record.
 */
export const storedChange = (before?: string, after?: string, expired = false): string | undefined => {
  if (before === after || (before !== undefined && after !== undefined && isSame(before, after))) return undefined;
  const parts = [
    ...(before === undefined ? [] : [`"old":${before}`]),
    ...(after === undefined ? [] : [`"new":${after}`]),
    ...(expired ? ['"expired":true'] : []),
  ];
  return `{${parts.join(',')}}`;
};

/** Two writings of one item differ in the order of attributes and set members, never in length. */
const isSame = (left: string, right: string): boolean =>
  left.length === right.length && canonical(JSON.parse(left)) === canonical(JSON.parse(right));

const canonical = (item: Item): string =>
  JSON.stringify(
    Object.keys(item)
      .sort()
      .map((name) => [name, canonicalValue(item[name] ?? {})]),
  );

const canonicalValue = (value: AttributeValue): unknown => {
  const [[type, content] = ['', undefined]] = Object.entries(value);
  if (type === 'M') return [type, canonical(content as Item)];
  if (type === 'L') return [type, (content as AttributeValue[]).map(canonicalValue)];
  return [type, Array.isArray(content) ? content.toSorted() : content];
};

/** The record of the change `text`, stored under `sequenceNumber`, with the images of the stream's view type. */
export const streamRecord = (table: Table, sequenceNumber: string, createdAt: number, text: string): StreamRecord => {
  const { old: OldImage, new: NewImage, expired }: Stored = JSON.parse(text);
  const streamArn = String(table.LatestStreamArn);
  const { StreamViewType: view = '' } = Object(table.StreamSpecification) as { StreamViewType?: string };
  const images = {
    ...(NewImage && view.startsWith('NEW_') ? { NewImage } : {}),
    ...(OldImage && view.includes('OLD_') ? { OldImage } : {}),
  };
  const Keys = keysOf(table, NewImage ?? OldImage ?? {});
  const SizeBytes = [Keys, ...Object.values(images)].reduce((sum, item) => sum + engine.itemSize(item), 0);
  return {
    eventID: createHash('md5').update(`${streamArn} ${sequenceNumber}`).digest('hex'),
    eventName: OldImage ? (NewImage ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: streamArn.split(':')[3] ?? '',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(createdAt / 1000),
      Keys,
      ...images,
      SequenceNumber: sequenceNumber,
      SizeBytes,
      StreamViewType: view,
    },
    ...(expired ? { userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' } } : {}),
    eventSourceARN: streamArn,
  };
};

const keysOf = (table: Table, item: Item): Item =>
  Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));
