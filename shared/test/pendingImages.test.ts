import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { calls, cloud, png, resetCloud, uploaded } from './imageCloud.ts';
import { awsError, refusal } from './sdkCalls.ts';

const { publishPendingImage } = await import('../src/pendingImages.ts');

const images = { table: 'Products', bucket: 'images', statusWithImage: 'pending' };
const upload = { bucket: 'images', id: 'id-1', fileName: 'shoes.png' };
const row = { id: 'id-1', fileName: 'shoes.png', status: 'awaitingImage', createdAt: '2026-01-01T00:00:00.000Z' };
const imageUrl = expect.stringMatching(/\/images\/id-1\/shoes\.png$/);

const publish = () => publishPendingImage(images, upload);
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
const uploadsDeleted = () => cloud.s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  resetCloud();
  cloud.dynamodb.on(GetCommand).resolves({ Item: row });
});

test('an image is set on its row if that exists and has none, and its upload is deleted last', async () => {
  uploaded(png);

  await publish();

  expect(calls()).toEqual([
    'dynamodb:GetItem',
    's3:GetObject',
    's3:PutObject',
    'dynamodb:UpdateItem',
    's3:DeleteObject',
  ]);
  expect(updates()).toEqual([
    expect.objectContaining({
      Key: { id: 'id-1' },
      ConditionExpression: 'fileName = :fileName AND attribute_not_exists(imageUrl)',
      ExpressionAttributeValues: expect.objectContaining({ ':imageUrl': imageUrl, ':status': 'pending' }),
    }),
  ]);
  expect(uploadsDeleted()).toEqual([{ Bucket: 'images', Key: 'uploads/id-1/shoes.png' }]);
});

describe('an event changes nothing', () => {
  test('if its row has an image: the upload is deleted', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { ...row, status: 'approved', imageUrl: 'https://images/1' } });
    uploaded(png);

    await publish();

    expect(calls()).toEqual(['dynamodb:GetItem', 's3:DeleteObject']);
  });

  test('if it is repeated: the upload is gone', async () => {
    await publish();

    expect(calls()).toEqual(['dynamodb:GetItem', 's3:GetObject']);
  });

  test('if there is no row: the upload stays', async () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    uploaded(png);

    await publish();

    expect(calls()).toEqual(['dynamodb:GetItem']);
  });

  test('if the row waits for another file', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { ...row, fileName: 'other.png' } });
    uploaded(png);

    await publish();

    expect(calls()).toEqual(['dynamodb:GetItem']);
  });

  test('if another event was faster: the upload is deleted', async () => {
    uploaded(png);
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...row, imageUrl: 'https://images/1' }));

    await publish();

    expect(uploadsDeleted()).toHaveLength(1);
  });

  test('if the row is deleted before its image is set: the upload stays, for the clean-up that deleted the row', async () => {
    uploaded(png);
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());

    await publish();

    expect(uploadsDeleted()).toEqual([]);
  });
});

test('an event that failed after the image was written sets the image when it is retried', async () => {
  uploaded(png);
  cloud.s3.on(PutObjectCommand).rejects(awsError('PreconditionFailed'));

  await publish();

  expect(updates()).toEqual([
    expect.objectContaining({ ExpressionAttributeValues: expect.objectContaining({ ':imageUrl': imageUrl }) }),
  ]);
});

describe('a file that is not an image', () => {
  test('is recorded in the row, which still waits, and only that file is deleted', async () => {
    uploaded('<svg/>', { etag: '"bad"' });

    await publish();

    expect(calls()).toEqual(['dynamodb:GetItem', 's3:GetObject', 'dynamodb:UpdateItem', 's3:DeleteObject']);
    expect(updates()).toEqual([
      expect.objectContaining({
        UpdateExpression: 'SET uploadRejection = :reason, updatedAt = :now',
        ConditionExpression: 'fileName = :fileName AND attribute_not_exists(imageUrl)',
      }),
    ]);
    expect(uploadsDeleted()).toEqual([expect.objectContaining({ IfMatch: '"bad"' })]);
  });

  test('leaves no record in a row that got its image in the meantime', async () => {
    uploaded('<svg/>');
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());

    await publish();

    expect(uploadsDeleted()).toHaveLength(1);
  });
});

test.each([
  ['the row cannot be read', () => cloud.dynamodb.on(GetCommand).rejects(awsError('InternalServerError'))],
  ['the image cannot be written', () => cloud.s3.on(PutObjectCommand).rejects(awsError('SlowDown'))],
  ['the row cannot be written', () => cloud.dynamodb.on(UpdateCommand).rejects(awsError('InternalServerError'))],
])('the upload stays for the retry when %s', async (_, break_) => {
  uploaded(png);
  break_();

  await expect(publish()).rejects.toThrow();

  expect(uploadsDeleted()).toEqual([]);
});

test('no row is put, deleted or listed in the meantime', async () => {
  uploaded(png);

  await publish();

  for (const command of [PutCommand, DeleteCommand, QueryCommand]) {
    expect(cloud.dynamodb.commandCalls(command as typeof PutCommand)).toEqual([]);
  }
});

test('a first image whose recent row was deleted in the meantime is unpublished: the clean-up cannot have deleted it', async () => {
  cloud.dynamodb.on(GetCommand).resolves({ Item: { ...row, createdAt: new Date().toISOString() } });
  uploaded(png);
  cloud.dynamodb.on(UpdateCommand).rejects(refusal());

  await publish();

  expect(uploadsDeleted()).toEqual([expect.objectContaining({ Key: 'images/id-1/shoes.png' })]);
});
