import type { DatabaseSync } from 'node:sqlite';
import type { S3Event, S3EventRecord } from 'aws-lambda';
import type { S3Object } from './fauxqs.ts';

/** Receives an S3 event with one record; a promise is awaited before the event counts as delivered. */
export type ObjectCreatedListener = (event: S3Event) => void | Promise<void>;

export type CreationName = 'Put' | 'Copy' | 'CompleteMultipartUpload';

/** A newly created object. */
export type CreatedObject = {
  bucket: string;
  creation: CreationName;
  object: S3Object;
  requestId: string;
};

/** S3 writes keys into events as an HTML form would: a space as `+`, all but `A-Z a-z 0-9 . - * _` and `/` percent-encoded. */
const encodeKey = (key: string): string => new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');

/** Creates a generator of increasing hexadecimal sequencers, also across restarts. */
const sequencers = () => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1000);
    return last.toString(16).toUpperCase().padStart(18, '0');
  };
};

const toRecord = (
  { bucket, creation, object, requestId }: CreatedObject,
  region: string,
  sequencer: string,
): S3EventRecord => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: region,
  eventTime: object.lastModified.toISOString(),
  eventName: `ObjectCreated:${creation}`,
  userIdentity: { principalId: 'AWS:LOCAL' },
  requestParameters: { sourceIPAddress: '127.0.0.1' },
  responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': 'local' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'local',
    bucket: { name: bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${bucket}` },
    object: {
      key: encodeKey(object.key),
      size: object.contentLength,
      eTag: object.etag.replaceAll('"', ''),
      sequencer,
    },
  },
});

/**
 * Delivers the events of new objects to listeners. An event is in `database` from before the upload is acknowledged until every listener
 * has processed it, so after a kill it is delivered at the next start (possibly twice, as on AWS).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const openObjectEvents = (database: DatabaseSync, region: string) => {
  database.exec('CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO events (event) VALUES (?)');
  const remove = database.prepare('DELETE FROM events WHERE id = ?');
  const pending = database.prepare('SELECT id, event FROM events ORDER BY id');
  const listeners = new Set<ObjectCreatedListener>();
  const nextSequencer = sequencers();

  const handOver = async (id: number | bigint, event: string): Promise<void> => {
    if (listeners.size === 0) return;
    try {
      await Promise.all([...listeners].map((listener) => listener(JSON.parse(event))));
      if (database.isOpen) remove.run(id);
    } catch (error) {
      console.error(
        'An ObjectCreated event could not be handed over; it will be tried again after the next start.',
        error,
      );
    }
  };

  return {
    /** Stores the event of `created` now and delivers it once the current request has its response. */
    record: (created: CreatedObject): void => {
      const event = JSON.stringify({ Records: [toRecord(created, region, nextSequencer())] } satisfies S3Event);
      const { lastInsertRowid } = insert.run(event);
      setImmediate(() => void handOver(lastInsertRowid, event));
    },
    /** Registers `listener`. The first one also gets the undelivered events of an earlier process. */
    onObjectCreated: (listener: ObjectCreatedListener): void => {
      listeners.add(listener);
      if (listeners.size > 1) return;
      for (const { id, event } of pending.all()) void handOver(Number(id), String(event));
    },
  };
};
