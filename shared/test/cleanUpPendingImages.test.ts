import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CleanUpEvent } from '../src/events/cleanUpEvents.ts';
import { calls, cloud, png, resetCloud, uploaded } from './imageCloud.ts';
import { awsError, refusal, transactionRefusal } from './sdkCalls.ts';

const { publishPendingImage } = await import('../src/pendingImages.ts');
const { cleanUpPendingImages } = await import('../src/cleanUpPendingImages.ts');

const images = { table: 'Products', bucket: 'images', statusWithImage: 'pending' };
const rowOf = (id: string) => ({
  id,
  fileName: 'shoes.png',
  status: 'awaitingImage',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  productName: `Shoes ${id}`,
});
const row = rowOf('1');

const cleanUp = () =>
  cleanUpPendingImages(
    images,
    { topicArn: 'topic', type: 'PRODUCTS_DELETED', nameAttribute: 'productName' },
    (upload) => publishPendingImage(images, upload),
  );
const told = () =>
  cloud.sns.commandCalls(PublishCommand).map(({ args }) => CleanUpEvent.parse(JSON.parse(args[0].input.Message ?? '')));

/** The overdue rows that the index lists, in pages; each is there to be deleted. */
const overdue = (...pages: ReturnType<typeof rowOf>[][]) => {
  const query = cloud.dynamodb.on(QueryCommand);
  for (const [index, Items] of pages.entries()) {
    query.resolvesOnce({ Items, ...(index + 1 < pages.length ? { LastEvaluatedKey: { id: `page ${index}` } } : {}) });
  }
};

beforeEach(resetCloud);

describe('the clean-up', () => {
  test('deletes rows without an image and publishes them once', async () => {
    overdue([rowOf('1'), rowOf('2')], [rowOf('3')]);

    await cleanUp();

    expect(told()).toEqual([
      expect.objectContaining({
        type: 'PRODUCTS_DELETED',
        data: { deleted: ['1', '2', '3'].map((id) => ({ id, name: `Shoes ${id}`, createdAt: row.createdAt })) },
      }),
    ]);
  });

  test('queries the index for rows that have waited for more than an hour, page by page', async () => {
    overdue([row], [rowOf('2')]);
    const before = new Date(Date.now() - 3600_000).toISOString();

    await cleanUp();

    const queries = cloud.dynamodb.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(queries).toEqual([
      expect.objectContaining({ IndexName: 'byStatus' }),
      expect.objectContaining({ ExclusiveStartKey: { id: 'page 0' } }),
    ]);
    const cutoff = queries[0]?.ExpressionAttributeValues?.[':cutoff'];
    expect(cutoff >= before && cutoff <= new Date(Date.now() - 3599_000).toISOString()).toBe(true);
  });

  test('deletes on condition that the row still waits and its upload URL was not renewed', async () => {
    overdue([row]);

    await cleanUp();

    const [action] = cloud.dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    const condition = action?.Delete?.ConditionExpression;
    expect(condition).toContain('#status = :awaiting AND attribute_not_exists(imageUrl) AND updatedAt = :updatedAt');
    expect(condition).toContain('(attribute_not_exists(urlRenewedAt) OR urlRenewedAt < :cutoff)');
  });

  test('publishes nothing if it deleted nothing', async () => {
    overdue([]);

    await cleanUp();

    expect(calls()).toEqual(['dynamodb:Query']);
  });

  test('does not publish a row that got its image in the meantime', async () => {
    overdue([row]);
    cloud.dynamodb.on(TransactWriteCommand).rejects(transactionRefusal({ ...row, imageUrl: 'https://images/1' }));

    await cleanUp();

    expect(told()).toEqual([]);
  });

  test('publishes many rows in several messages, none over 200 kB, each row once', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ ...rowOf(`${index}`), productName: '🦊'.repeat(100) }));
    overdue(rows);

    await cleanUp();

    const messages = cloud.sns.commandCalls(PublishCommand).map(({ args }) => args[0].input.Message ?? '');
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(201_000);
    expect(told().flatMap(({ data }) => data.deleted.map(({ id }) => id))).toEqual(rows.map(({ id }) => id));
  });

  test('continues after a failed row, publishes the deleted rows, and fails at the end', async () => {
    overdue([rowOf('1'), rowOf('2')]);
    cloud.dynamodb.on(TransactWriteCommand).callsFake(({ TransactItems: [action] }) => {
      if (action.Delete.Key.id === '1') throw awsError('InternalServerError');
      return {};
    });

    await expect(cleanUp()).rejects.toThrow('1 rows or pages could not be cleaned up');

    expect(told().flatMap(({ data }) => data.deleted.map(({ id }) => id))).toEqual(['2']);
  });

  test('publishes the rows deleted before an unreadable page, and fails at the end', async () => {
    overdue([rowOf('1')], [rowOf('2')]);
    const page = { TableName: images.table, ExclusiveStartKey: { id: 'page 0' } };
    cloud.dynamodb.on(QueryCommand, page).rejects(awsError('InternalServerError'));

    await expect(cleanUp()).rejects.toThrow('1 rows or pages could not be cleaned up');

    expect(told().flatMap(({ data }) => data.deleted.map(({ id }) => id))).toEqual(['1']);
  });
});

describe('an image that arrives', () => {
  /** One row, its upload and its image, kept by the mocks as DynamoDB and S3 would keep them. */
  const world = (arrivesBefore: string | undefined, eventBefore: string | undefined) => {
    const state: { row: Record<string, unknown> | undefined; arrived: boolean; event: Promise<void> | undefined } = {
      row,
      arrived: false,
      event: undefined,
    };
    let deliver: (() => void) | undefined;
    let seen = 0;
    const step = (name: string) => {
      seen += name === 'HeadObject' ? 1 : 0;
      const now = name === 'HeadObject' ? `look ${seen}` : name;
      if (now === arrivesBefore) {
        state.arrived = true;
        uploadedNow();
      }
      if (state.arrived && now === eventBefore) deliver?.();
    };
    const uploadedNow = () => {
      cloud.s3.on(GetObjectCommand).resolves({
        ETag: '"e1"',
        ContentRange: `bytes 0-4099/${png.length}`,
        Body: { transformToByteArray: async () => png.slice(0, 4100) } as never,
      });
      deliver = () => {
        deliver = undefined;
        state.event = publishPendingImage(images, { bucket: 'images', id: '1', fileName: 'shoes.png' });
      };
    };
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [row] });
    cloud.dynamodb.on(GetCommand).callsFake(() => ({ Item: state.row }));
    cloud.s3.on(HeadObjectCommand).callsFake(() => {
      step('HeadObject');
      if (!state.arrived) throw awsError('NotFound');
      return {};
    });
    cloud.dynamodb.on(TransactWriteCommand).callsFake(() => {
      step('Delete');
      if (state.row?.imageUrl) throw transactionRefusal(state.row);
      state.row = undefined;
      return {};
    });
    cloud.dynamodb.on(PutCommand).callsFake(({ Item }) => {
      step('Put');
      if (state.row) throw refusal(state.row);
      state.row = Item;
      return {};
    });
    cloud.dynamodb.on(UpdateCommand).callsFake(({ ExpressionAttributeValues: values }) => {
      if (!state.row || state.row.imageUrl) throw refusal(state.row);
      state.row = { ...state.row, imageUrl: values[':imageUrl'], status: values[':status'] };
      return {};
    });
    return { state, deliverLate: () => deliver?.() };
  };

  test.each([
    ['before the first look, its event late', 'look 1', undefined],
    ['before the first look, its event at once', 'look 1', 'look 1'],
    ['after the first look, its event late', 'Delete', undefined],
    ['after the first look, its event before the row goes', 'Delete', 'Delete'],
    ['after the first look, its event after the row has gone', 'Delete', 'look 2'],
    ['after the first look, its event before the row is put back', 'Delete', 'Put'],
    ['after the row has gone, its event at once', 'look 2', 'look 2'],
    ['after the row has gone, its event before the row is put back', 'look 2', 'Put'],
    ['after the row has gone, its event late', 'look 2', undefined],
  ])('%s, is published and not reported as deleted', async (_, arrivesBefore, eventBefore) => {
    const { state, deliverLate } = world(arrivesBefore, eventBefore);

    await cleanUp();
    deliverLate();
    await state.event;

    expect(state.arrived).toBe(true);
    expect(state.row).toMatchObject({ id: '1', status: 'pending', imageUrl: expect.any(String) });
    expect(told()).toEqual([]);
  });

  test('whose event was lost is published by the clean-up', async () => {
    overdue([row]);
    uploaded(png);
    cloud.dynamodb.on(GetCommand).resolves({ Item: row });

    await cleanUp();

    expect(cloud.dynamodb.commandCalls(TransactWriteCommand)).toEqual([]);
    expect(cloud.s3.commandCalls(PutObjectCommand)).toHaveLength(1);
    expect(cloud.dynamodb.commandCalls(UpdateCommand)).toHaveLength(1);
  });

  test('for a row that was offered again in the meantime does not restore the old row', async () => {
    overdue([row]);
    cloud.s3.on(HeadObjectCommand).rejectsOnce(awsError('NotFound')).resolves({});
    cloud.dynamodb.on(PutCommand).rejects(refusal({ ...row, createdAt: '2026-02-01T00:00:00.000Z' }));
    cloud.dynamodb.on(GetCommand).resolves({ Item: row });

    await cleanUp();

    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      Item: row,
      ConditionExpression: 'attribute_not_exists(id)',
    });
    expect(told()).toEqual([]);
  });
});
