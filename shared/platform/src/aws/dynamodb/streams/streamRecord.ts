import { createHash } from 'node:crypto';
import type { AttributeValue, Item, Table } from '../dynalite.ts';
import { engine } from '../dynalite.ts';

/** A stream record as a function receives it. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
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
  /** Present if time to live deleted the item. */
  userIdentity?: { principalId: 'dynamodb.amazonaws.com'; type: 'Service' };
  eventSourceARN: string;
};

type Stored = { old?: Item; new?: Item; expired?: true };

/** An item before or after a write, and its text in the table. */
export type Image = { item: Item; text: string };

/**
 * Returns the stored form of a change: both images, as the texts in the table. Returns `undefined` if nothing has changed: such a write
 * has no record.
 */
export const storedChange = (before?: Image, after?: Image, expired = false): string | undefined => {
  if (before?.text === after?.text || (before && after && isSame(before.item, after.item))) return undefined;
  const parts = [
    ...(before ? [`"old":${before.text}`] : []),
    ...(after ? [`"new":${after.text}`] : []),
    ...(expired ? ['"expired":true'] : []),
  ];
  return `{${parts.join(',')}}`;
};

/** Returns whether two items are equal, regardless of the order of attributes and set members. */
const isSame = (left: Item, right: Item): boolean => {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => {
      const [one, other] = [left[name], right[name]];
      return one !== undefined && other !== undefined && isSameValue(one, other);
    })
  );
};

const isSameValue = (left: AttributeValue, right: AttributeValue): boolean => {
  const [[type, one] = ['', undefined]] = Object.entries(left);
  const other = right[type];
  if (!Array.isArray(one) || !Array.isArray(other)) {
    return type === 'M' && other !== undefined ? isSame(one as Item, other as Item) : one === other;
  }
  if (one.length !== other.length) return false;
  if (type === 'L') return one.every((value, index) => isSameValue(value, other[index]));
  const members = new Set(other);
  return one.every((member) => members.has(member));
};

/** Creates the record of the change `text`, stored with `sequenceNumber`, with the images of the stream's view type. */
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
