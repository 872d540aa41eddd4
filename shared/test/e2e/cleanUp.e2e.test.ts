import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { CleanUpEvent } from '../../src/events/cleanUpEvents.ts';
import { account, dynamodb, lambda, picture, platform, resourceName, s3, shoes, sns, sqs, unique } from './shop.ts';

type UploadUrl = { uploadUrl: string; id: string };
type Waiting = UploadUrl & { name: string };

const services = {
  category: {
    service: 'categoryService',
    table: 'Categories',
    cleanUp: 'cleanUpCategories',
    topic: 'CategoryCleanUp',
    type: 'CATEGORIES_DELETED',
    statusWithImage: 'published',
    offer: async (name: string) =>
      call<UploadUrl>(`${platform.category}/upload-url`, {
        body: { fileName: 'a.png', fileType: 'image/png', categoryName: name },
      }),
  },
  product: {
    service: 'productService',
    table: 'Products',
    cleanUp: 'cleanUpProducts',
    topic: 'ProductCleanUp',
    type: 'PRODUCTS_DELETED',
    statusWithImage: 'pending',
    offer: async (name: string) =>
      call<UploadUrl>(`${platform.product}/get-upload-url`, {
        body: { ...shoes, productName: name },
        token: (await account('Seller')).idToken,
      }),
  },
};

describe.each(Object.values(services))('the clean-up of $service', (service) => {
  const TableName = resourceName(service.service, service.table);

  /** A row that has waited for two hours, by its own account. */
  const waiting = async (): Promise<Waiting> => {
    const name = unique('waiting');
    const { body } = await service.offer(name);
    await dynamodb.send(
      new UpdateCommand({
        TableName,
        Key: { id: body.id },
        UpdateExpression: 'SET createdAt = :then',
        ExpressionAttributeValues: { ':then': new Date(Date.now() - 7_200_000).toISOString() },
      }),
    );
    return { ...body, name };
  };
  const several = (count: number) => Promise.all(Array.from({ length: count }, waiting));
  const upload = ({ uploadUrl }: Waiting) => fetch(uploadUrl, { method: 'PUT', body: picture });
  const rowOf = async ({ id }: Waiting) =>
    (await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
  const published = async (row: Waiting) => {
    const found = await rowOf(row);
    return found?.status === service.statusWithImage && typeof found.imageUrl === 'string' ? found : undefined;
  };
  const cleanUp = async () => {
    const FunctionName = resourceName(service.service, service.cleanUp);
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    expect(FunctionError).toBeUndefined();
  };
  const uploadLeft = async ({ uploadUrl }: Waiting) => {
    const [, Bucket = '', ...key] = decodeURIComponent(new URL(uploadUrl).pathname).split('/');
    return s3.send(new HeadObjectCommand({ Bucket, Key: key.join('/') })).then(
      () => true,
      () => false,
    );
  };

  /** A queue of this test's own that hears what the topic is told. */
  const listen = async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: unique('heard').replace(' ', '-') }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const TopicArn = Topics.find(({ TopicArn: arn }) =>
      arn?.endsWith(resourceName(service.service, service.topic)),
    )?.TopicArn;
    const Endpoint = Attributes?.QueueArn;
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }),
    );
    return async () => {
      const heard: CleanUpEvent[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
        );
        if (Messages.length === 0) return heard;
        heard.push(...Messages.map(({ Body }) => CleanUpEvent.parse(JSON.parse(Body ?? ''))));
      }
    };
  };

  test('deletes what got no image, tells so once, and loses none that arrives while it runs', async () => {
    const heard = await listen();
    const [before, during, never] = [await several(5), await several(10), await several(5)];
    for (const row of before) expect((await upload(row)).status).toBe(200);

    const arrivals = during.map(async (row, index) => {
      await sleep(index * 3);
      await upload(row);
    });
    await Promise.all([cleanUp(), cleanUp(), ...arrivals]);
    await cleanUp();

    for (const row of before) await eventually(`${row.name} with its image`, () => published(row));
    const told = (await heard()).flatMap(({ type, data }) => data.deleted.map((one) => ({ ...one, type })));
    for (const row of never) {
      expect(await rowOf(row)).toBeUndefined();
      expect(told.filter(({ id }) => id === row.id)).toEqual([
        { id: row.id, name: row.name, createdAt: expect.any(String), type: service.type },
      ]);
    }
    for (const row of during) {
      const gone = (await rowOf(row)) === undefined;
      if (gone)
        expect(await uploadLeft(row)).toBe(true); // came after its row had gone: the bucket keeps it for a day
      else await eventually(`${row.name} with its image`, () => published(row));
      expect(told.filter(({ id }) => id === row.id)).toHaveLength(gone ? 1 : 0);
    }
  });

  test('leaves what waits for less than an hour alone', async () => {
    const { body } = await service.offer(unique('fresh'));

    await cleanUp();

    expect(await rowOf({ ...body, name: '' })).toMatchObject({ status: 'awaitingImage' });
  });
});
