import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CleanUpEvent, type DeletedRow } from '@ecommerce/shared/events/cleanUpEvents.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { resourceName, runScheduled } from './platformClients.ts';
import {
  account,
  approvedProduct,
  atOnce,
  dynamodb,
  fetchAll,
  lambda,
  picture,
  pixelsOf,
  platform,
  put,
  shoes,
  shop,
  unique,
} from './shop.ts';
import { listenTo } from './topicMessages.ts';

type Waiting = { id: string; uploadUrl: string; name: string };

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();

/** The two kinds of rows that wait for an image, and how a client makes one. */
const kinds = [
  {
    kind: 'category',
    service: 'categoryService',
    table: resourceName('categoryService', 'Categories'),
    cleanUp: 'cleanUpCategories',
    topic: resourceName('categoryService', 'CategoryCleanUp'),
    type: 'CATEGORIES_DELETED',
    create: async (name: string) =>
      call<Waiting>(`${platform.category}/upload-url`, {
        body: { fileName: 'a.png', fileType: 'image/png', categoryName: name },
      }),
  },
  {
    kind: 'product',
    service: 'productService',
    table: resourceName('productService', 'Products'),
    cleanUp: 'cleanUpProducts',
    topic: resourceName('productService', 'ProductCleanUp'),
    type: 'PRODUCTS_DELETED',
    create: async (productName: string) =>
      call<Waiting>(`${platform.product}/get-upload-url`, {
        body: { ...shoes, productName },
        token: (await account('Seller')).idToken,
      }),
  },
] as const;

const rowOf = async (TableName: string, id: string) =>
  (await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;

/** Moves the making of a row into the past. */
const age = (TableName: string, id: string, minutes: number) =>
  dynamodb.send(
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET createdAt = :past',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':past': ago(minutes) },
    }),
  );

/** The newest template that the platform has packaged of a stack, which is the one that runs. */
const packagedTemplate = (service: string): { Resources: Record<string, { Type: string; Properties: unknown }> } => {
  const packages = join('.local', 'packages', service);
  const [newest = ''] = readdirSync(packages)
    .map((name) => join(packages, name, 'cloudformation-template-update-stack.json'))
    .toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  return JSON.parse(readFileSync(newest, 'utf8'));
};

describe.each(kinds)('the clean-up of $kind rows', ({ service, table, cleanUp, topic, type, create }) => {
  let listener: Awaited<ReturnType<typeof listenTo>>;
  beforeAll(async () => {
    listener = await listenTo(topic, shop);
  });
  afterAll(() => listener.close());

  const run = () => runScheduled(lambda, service, cleanUp);
  const waiting = async (minutesOld: number): Promise<Waiting> => {
    const name = unique('Waiting');
    const body = await eventually('a free place under the throttle', async () => {
      const reply = await create(name);
      return reply.status === 200 ? reply.body : undefined;
    });
    if (minutesOld > 0) await age(table, body.id, minutesOld);
    return { ...body, name };
  };
  const events = async () => (await listener.messages()).map(({ Message }) => CleanUpEvent.parse(JSON.parse(Message)));
  /** Waits for the news of these rows; answers all rows that were told of meanwhile. */
  const toldOf = async (ids: string[]): Promise<DeletedRow[]> => {
    const told: DeletedRow[] = [];
    await eventually('the news', async () => {
      told.push(...(await events()).flatMap(({ data }) => data.deleted));
      return ids.every((id) => told.some((row) => row.id === id)) ? true : undefined;
    });
    return told;
  };

  beforeEach(async () => {
    await run(); // what other tests have left behind may have grown old meanwhile
    await events();
  });

  test('deletes those older than an hour without an image, and publishes them once', async () => {
    const old = await Promise.all([61, 90, 60 * 24 * 40].map(waiting));
    const rows = await Promise.all(old.map(({ id }) => rowOf(table, id)));

    await run();

    expect(await Promise.all(old.map(({ id }) => rowOf(table, id)))).toEqual([undefined, undefined, undefined]);
    const told = await toldOf(old.map(({ id }) => id));
    const expected = old.map(({ id, name }, index) => ({ id, name, createdAt: rows[index]?.createdAt }));
    expect(told.toSorted(byId)).toEqual(expected.toSorted(byId));
    await run();
    expect(await events()).toEqual([]);
  });

  test('keeps newer ones, and publishes nothing if it deleted nothing', async () => {
    const young = await Promise.all([0, 1, 59].map(waiting));

    await run();

    const kept = await Promise.all(young.map(({ id }) => rowOf(table, id)));
    expect(kept.map((row) => row?.status)).toEqual(['awaitingImage', 'awaitingImage', 'awaitingImage']);
    expect(await events()).toEqual([]);
  });

  test('keeps old ones with an image', async () => {
    const { id, uploadUrl } = await waiting(0);
    await put(uploadUrl, picture);
    await eventually('the image', async () => (await rowOf(table, id))?.imageUrl);
    await age(table, id, 600);

    await run();

    expect(await rowOf(table, id)).toMatchObject({ id, imageUrl: expect.any(String) });
    expect(await events()).toEqual([]);
  });

  test('deletes one whose upload was rejected and not replaced', async () => {
    const { id, uploadUrl } = await waiting(0);
    await put(uploadUrl, 'no image');
    await eventually('the refusal', async () => (await rowOf(table, id))?.uploadRejection);
    await age(table, id, 61);

    await run();

    expect(await rowOf(table, id)).toBeUndefined();
    expect((await toldOf([id])).map((row) => row.id)).toEqual([id]);
  });

  test('publishes dozens in messages that contain each one once', async () => {
    const old = await Promise.all(Array.from({ length: atOnce(30) }, () => waiting(61)));

    await run();

    const told = await toldOf(old.map(({ id }) => id));
    expect(told.map(({ id }) => id).toSorted()).toEqual(old.map(({ id }) => id).toSorted());
  });

  test('never loses an image: one uploaded before a run is published, a later one is published or its row reported', async () => {
    const rows = await Promise.all(Array.from({ length: atOnce(20) }, () => waiting(61)));
    const uploaded = new Map<string, number>();
    const runs: { start: number; end: number }[] = [];
    let uploading = true;
    const cleaning = (async () => {
      while (uploading) {
        const start = Date.now();
        await run();
        runs.push({ start, end: Date.now() });
      }
    })();
    await Promise.all(
      rows.map(async ({ id, uploadUrl }) => {
        expect((await put(uploadUrl, picture)).status).toBe(200);
        uploaded.set(id, Date.now());
      }),
    );
    uploading = false;
    await cleaning;
    await run();

    const published = async (id: string) => (await rowOf(table, id))?.imageUrl as string | undefined;
    const told = new Map(
      (await events()).flatMap(({ occurredAt, data }) => data.deleted.map(({ id }) => [id, Date.parse(occurredAt)])),
    );
    for (const { id } of rows) {
      const at = told.get(id);
      if (at === undefined) {
        const imageUrl = await eventually(`the image of ${id}`, () => published(id));
        expect((await fetchAll(imageUrl)).status).toBe(200);
        continue;
      }
      const deletedBy = runs.find(({ start, end }) => start <= at && at <= end);
      expect({ id, lost: (uploaded.get(id) ?? 0) < (deletedBy?.start ?? 0) }).toEqual({ id, lost: false });
      expect(await rowOf(table, id)).toBeUndefined();
    }
  });

  test('loses no image whose row becomes overdue at the moment when it arrives', async () => {
    const rows = await Promise.all(Array.from({ length: atOnce(20) }, () => waiting(0)));
    let uploading = true;
    const cleaners = Array.from({ length: atOnce(3) }, async () => {
      while (uploading) await run();
    });

    await Promise.all(
      rows.map(async ({ id, uploadUrl }) => {
        expect((await put(uploadUrl, picture)).status).toBe(200);
        await age(table, id, 61);
      }),
    );
    await run();
    uploading = false;
    await Promise.all(cleaners);

    for (const { id } of rows) {
      const row = await eventually(`the image of ${id}`, async () => {
        const found = await rowOf(table, id);
        return found?.imageUrl ? found : undefined;
      });
      const image = await fetchAll(row.imageUrl);
      expect([image.status, pixelsOf(image.bytes).equals(pixelsOf(picture))]).toEqual([200, true]);
    }
    expect(await events()).toEqual([]);
  });

  test('is scheduled every 2 minutes', () => {
    const rules = Object.values(packagedTemplate(service).Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    const logicalId = `${cleanUp.charAt(0).toUpperCase()}${cleanUp.slice(1)}LambdaFunction`;
    const own = rules.filter(({ Properties }) => JSON.stringify(Properties).includes(`"${logicalId}"`));

    expect(own.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ ScheduleExpression: 'rate(2 minutes)', State: 'ENABLED' }),
    ]);
  });

  test(`publishes with the type ${type}, also as an attribute`, async () => {
    const { id } = await waiting(61);

    await run();

    const [message] = await eventually('the news', async () => {
      const messages = await listener.messages();
      return messages.some(({ Message }) => Message.includes(id)) ? messages : undefined;
    });
    expect(message?.MessageAttributes.type?.Value).toBe(type);
    const event = CleanUpEvent.parse(JSON.parse(message?.Message ?? ''));
    expect(event.type).toBe(type);
    expect(message?.MessageAttributes.correlationId?.Value).toBe(event.correlationId);
  });
});

const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);

test('the clean-up of products keeps an approved one, however old', async () => {
  const id = await approvedProduct();
  const table = resourceName('productService', 'Products');
  await age(table, id, 60 * 24 * 365);

  await lambda.send(
    new InvokeCommand({ FunctionName: resourceName('productService', 'cleanUpProducts'), Payload: '{}' }),
  );

  expect(await rowOf(table, id)).toMatchObject({ status: 'approved' });
  expect((await call(`${platform.product}/products/${id}`)).status).toBe(200);
});
