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

describe('a replacement image', () => {
  const version = '11111111-2222-4333-8444-555555555555';
  const replacing = { ...upload, fileName: 'new.png', version };
  const onSale = {
    ...row,
    status: 'approved',
    imageUrl: 'https://images/old',
    replacement: { fileName: 'new.png', fileType: 'image/png', version },
  };
  const replace = () => publishPendingImage({ ...images, clearedOnReplace: ['approvedCategory'] }, replacing);
  const imagesDeleted = () => uploadsDeleted().map(({ Key }) => Key);
  beforeEach(() => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: onSale });
    uploaded(png);
  });

  test('is set in one write, if it is still the one that the row waits for', async () => {
    await replace();

    expect(updates()).toEqual([
      expect.objectContaining({
        UpdateExpression:
          'SET imageUrl = :imageUrl, #status = :status, updatedAt = :now, fileName = replacement.fileName, fileType = replacement.fileType, imageVersion = :version REMOVE uploadRejection, urlRenewedAt, replacement, approvedCategory',
        ConditionExpression: 'replacement.#version = :version',
        ExpressionAttributeValues: expect.objectContaining({
          ':imageUrl': expect.stringMatching(`/images/id-1/${version}/new.png$`),
        }),
      }),
    ]);
    expect(imagesDeleted()).toEqual([`uploads/id-1/${version}/new.png`]);
  });

  test('that is rejected leaves the old one unchanged', async () => {
    uploaded('<svg/>');

    await replace();

    expect(updates()).toEqual([
      expect.objectContaining({
        UpdateExpression: 'SET uploadRejection = :reason, updatedAt = :now',
        ConditionExpression: 'replacement.#version = :version',
      }),
    ]);
  });

  test('whose event is repeated is deleted', async () => {
    const { replacement: _, ...replaced } = { ...onSale, fileName: 'new.png', imageVersion: version };
    cloud.dynamodb.on(GetCommand).resolves({ Item: replaced });

    await replace();

    expect(calls()).toEqual(['dynamodb:GetItem', 's3:DeleteObject']);
    expect(imagesDeleted()).toEqual([`uploads/id-1/${version}/new.png`]);
  });

  test('that is no longer expected is deleted, unless there is no row', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { ...onSale, replacement: undefined } });
    await replace();
    expect(imagesDeleted()).toEqual([`uploads/id-1/${version}/new.png`]);

    cloud.s3.resetHistory();
    cloud.dynamodb.on(GetCommand).resolves({});
    await replace();
    expect(imagesDeleted()).toEqual([]);
  });

  test.each([
    ['was deleted', undefined, [`images/id-1/${version}/new.png`]],
    [
      'asked for yet another file',
      { ...onSale, replacement: { ...onSale.replacement, version: 'v3' } },
      [`images/id-1/${version}/new.png`, `uploads/id-1/${version}/new.png`],
    ],
  ])('is unpublished if the row %s in the meantime', async (_, standing, gone) => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(standing));

    await replace();

    expect(imagesDeleted()).toEqual(gone);
  });

  test('stays if another event has set it in the meantime', async () => {
    const { replacement: _, ...replaced } = { ...onSale, fileName: 'new.png', imageVersion: version };
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(replaced));

    await replace();

    expect(imagesDeleted()).toEqual([`uploads/id-1/${version}/new.png`]);
  });
});

test('a first image whose recent row was deleted in the meantime is unpublished: the clean-up cannot have deleted it', async () => {
  cloud.dynamodb.on(GetCommand).resolves({ Item: { ...row, createdAt: new Date().toISOString() } });
  uploaded(png);
  cloud.dynamodb.on(UpdateCommand).rejects(refusal());

  await publish();

  expect(uploadsDeleted()).toEqual([expect.objectContaining({ Key: 'images/id-1/shoes.png' })]);
});
