import { join } from 'node:path';
import { CopyObjectCommand, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import type { S3EventRecord } from 'aws-lambda';
import { Bucket, openBucket, openStorages } from './storageClients.ts';

const { storage, objects, directory, close } = await openBucket();
const ofOneTest = openStorages();
const records: S3EventRecord[] = [];

/** The record of the object whose key the event carries as `encodedKey`; waits for it for a second. */
const recordOf = async (encodedKey: string, eventName = 'ObjectCreated:Put'): Promise<S3EventRecord> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const record = records.find(({ s3, ...event }) => s3.object.key === encodedKey && event.eventName === eventName);
    if (record) return record;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`No ${eventName} for ${encodedKey} among ${records.map(({ s3 }) => s3.object.key)}`);
};

storage.onObjectCreated((event) => void records.push(...event.Records));
afterAll(close);
afterEach(ofOneTest.closeAll);

describe('events', () => {
  test('an upload is told in the shape of AWS, with the key as S3 encodes it', async () => {
    const { ETag } = await objects.put('ev/größe a+b (1).png', 'twelve bytes');

    const record = await recordOf('ev/gr%C3%B6%C3%9Fe+a%2Bb+%281%29.png');

    expect(record).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: { size: 12, eTag: ETag?.replaceAll('"', ''), sequencer: expect.stringMatching(/^[0-9A-F]{18}$/) },
      },
    });
  });

  test('copies and multipart uploads have their own names', async () => {
    await objects.put('ev/source');
    await storage.s3.send(new CopyObjectCommand({ Bucket, Key: 'ev/copy', CopySource: `${Bucket}/ev/source` }));
    await new Upload({
      client: storage.s3,
      params: { Bucket, Key: 'ev/parts', Body: Buffer.alloc(6 * 1024 * 1024) },
    }).done();

    expect((await recordOf('ev/copy', 'ObjectCreated:Copy')).s3.object.size).toBe(1);
    expect((await recordOf('ev/parts', 'ObjectCreated:CompleteMultipartUpload')).s3.object.size).toBe(6 * 1024 * 1024);
    expect(records.filter(({ s3 }) => s3.object.key === 'ev/parts')).toHaveLength(1);
  });

  test('a refused upload is not told', async () => {
    await fetch(`${await objects.presignPut('ev/refused')}0`, { method: 'PUT', body: 'x' });
    await objects.put('ev/after');
    await recordOf('ev/after');
    expect(records.some(({ s3 }) => s3.object.key === 'ev/refused')).toBe(false);
  });

  test('later events have greater sequencers', async () => {
    await objects.put('ev/first');
    await objects.put('ev/second');
    const [first, second] = [await recordOf('ev/first'), await recordOf('ev/second')];
    expect(first.s3.object.sequencer < second.s3.object.sequencer).toBe(true);
  });

  test('one that its listener could not take comes again after a restart', async () => {
    const state = join(directory, 'failing');
    const error = jest.spyOn(console, 'error').mockImplementation(() => {});
    const failing = await ofOneTest.start(state);
    const asked = new Promise((resolve) => {
      failing.onObjectCreated(async (event) => {
        resolve(event);
        throw new Error('not now');
      });
    });
    await failing.s3.send(new CreateBucketCommand({ Bucket }));
    await failing.s3.send(new PutObjectCommand({ Bucket, Key: 'again', Body: 'x' }));
    const first = await asked;
    await ofOneTest.closeAll();
    error.mockRestore();

    const restarted = await ofOneTest.start(state);
    const second = await new Promise((resolve) => restarted.onObjectCreated((event) => resolve(event)));

    expect(second).toEqual(first);
  });
});
