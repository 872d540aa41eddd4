import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { Product } from '../../src/product/product.ts';
import { product } from '../samples.ts';
import { createSearchTables } from './searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const s3 = mockClient(S3Client);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { entriesOf } = await import('../../src/search/indexEntries.ts');
const { handler } = await import('../../src/handlers/indexProduct.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());
beforeEach(() => {
  s3.reset();
  s3.onAnyCommand().resolves({});
});

type State = Product | undefined;

/** The stream of a product that goes through these states. */
const streamOf = (states: State[], from = 1): DynamoDBRecord[] =>
  states.slice(1).map((after, index) => {
    const before = states[index];
    return {
      dynamodb: {
        SequenceNumber: String(from + index),
        ...(before ? { OldImage: marshall(before) } : {}),
        ...(after ? { NewImage: marshall(after) } : {}),
      },
    } as DynamoDBRecord;
  });

/** Delivers a batch as Lambda does: again from the first failure on, until all of it was taken. Answers how often. */
const deliver = async (records: DynamoDBRecord[]): Promise<number> => {
  let left = records;
  let times = 0;
  for (; left.length > 0 && times < 50; times += 1) {
    const { batchItemFailures } = await handler({ Records: left }, {} as Context);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = left.findIndex(({ dynamodb: record }) => failed.has(record?.SequenceNumber ?? ''));
    left = first === -1 ? [] : left.slice(first);
  }
  return times;
};

const indexed = async (id: string) => {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'SearchTerms' }));
  return Items.filter(({ position }) => String(position).endsWith(id))
    .map((entry) => JSON.stringify(sorted(entry)))
    .sort();
};
const sorted = (entry: object) => Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
const wanted = (state: State) =>
  state?.status === 'approved'
    ? entriesOf(state)
        .map((entry) => JSON.stringify(sorted(entry)))
        .sort()
    : [];

const text = (length: number) => Array.from({ length }, () => randomUUID().slice(0, 6)).join(' ');
const fresh = (more: Partial<Product> = {}) => product({ id: randomUUID(), description: text(12), ...more });

/** Makes writes of the index fail as `fails` says, for a while. */
const failing = (fails: (call: number) => 'before' | 'throttled' | 'after' | 'half' | undefined) => {
  const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
  let calls = 0;
  return jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBDocumentClient,
    command: unknown,
  ) {
    if (!(command instanceof BatchWriteCommand)) return send.call(this, command);
    calls += 1;
    const how = fails(calls);
    if (how === 'before') throw new Error('killed');
    if (how === 'throttled') throw awsError('ThrottlingException');
    const items = command.input.RequestItems?.SearchTerms ?? [];
    const half = how === 'half' ? items.slice(items.length >> 1) : [];
    const done = half.length > 0 ? items.slice(0, items.length >> 1) : items;
    const result = await send.call(this, new BatchWriteCommand({ RequestItems: { SearchTerms: done } }));
    if (how === 'after') throw new Error('killed');
    return half.length > 0 ? { UnprocessedItems: { SearchTerms: half } } : result;
  } as never);
};

describe('the index', () => {
  test('follows a product from its approval to its end', async () => {
    const pending = fresh({ status: 'pending' });
    const approved: Product = { ...pending, status: 'approved' };
    const states: State[] = [
      undefined,
      pending,
      approved,
      { ...approved, unitPrice: 1 },
      { ...approved, status: 'pending', productName: 'x' },
      undefined,
    ];

    for (let index = 1; index < states.length; index += 1) {
      await deliver(streamOf(states.slice(index - 1, index + 1)));
      expect(await indexed(pending.id)).toEqual(wanted(states[index]));
    }
  });

  test.each(['before', 'after'] as const)(
    'is whole after a kill %s any of its batches, once the batch comes again',
    async (when) => {
      const pending = fresh({ status: 'pending', description: text(25) });
      const approved: Product = { ...pending, status: 'approved' };
      const batches = Math.ceil(entriesOf(approved).length / 25);
      for (let killed = 1; killed <= batches; killed += 1) {
        const id = randomUUID();
        const spy = failing((call) => (call === killed ? when : undefined));
        try {
          expect(
            await deliver(
              streamOf([
                { ...pending, id },
                { ...approved, id },
              ]),
            ),
          ).toBe(2);
        } finally {
          spy.mockRestore();
        }
        expect(await indexed(id)).toEqual(wanted({ ...approved, id }));
        const again = failing((call) => (call === killed ? when : undefined));
        await deliver(streamOf([{ ...approved, id }, undefined])).finally(() => again.mockRestore());
        expect(await indexed(id)).toEqual([]);
      }
    },
  );

  test('is whole when DynamoDB leaves writes out', async () => {
    const approved = fresh();
    const spy = failing((call) => (call % 2 === 1 ? 'half' : undefined));

    expect(await deliver(streamOf([undefined, approved])).finally(() => spy.mockRestore())).toBe(1);

    expect(await indexed(approved.id)).toEqual(wanted(approved));
  });

  test('fails, and is retried, when DynamoDB does nothing else', async () => {
    const spy = failing(() => 'before');

    const { batchItemFailures } = await handler({ Records: streamOf([undefined, fresh()], 7) }, {} as Context);
    spy.mockRestore();

    expect(batchItemFailures).toEqual([{ itemIdentifier: '7' }]);
  });

  test.each<[string, (approved: Product) => State[]]>([
    ['was taken off sale meanwhile', (approved) => [{ ...approved, status: 'rejected' }]],
    ['went meanwhile', () => [undefined]],
    [
      'was approved with another text meanwhile',
      (approved) => ['pending', 'approved'].map((status) => ({ ...approved, status, description: 'other' }) as Product),
    ],
  ])(
    'is complete after a batch that was killed halfway returns together with later changes: a product that %s',
    async (_, then) => {
      const pending = fresh({ status: 'pending', description: text(25) });
      const approved: Product = { ...pending, status: 'approved' };
      const states = [pending, approved, ...then(approved)];
      const spy = failing((call) => (call === 2 ? 'before' : undefined));
      await handler({ Records: streamOf(states.slice(0, 2)) }, {} as Context);
      spy.mockRestore();

      await deliver(streamOf(states));

      expect(await indexed(pending.id)).toEqual(wanted(states.at(-1)));
    },
  );

  test('is complete after a change that was killed halfway returns in one batch with its reversal', async () => {
    const approved = fresh({ description: text(25) });
    const states = [approved, { ...approved, description: 'other' }, approved];
    await deliver(streamOf([undefined, approved]));
    const spy = failing((call) => (call === 2 ? 'before' : undefined));
    await handler({ Records: streamOf(states.slice(0, 2)) }, {} as Context);
    spy.mockRestore();

    await deliver(streamOf(states));

    expect(await indexed(approved.id)).toEqual(wanted(approved));
  });

  test('waits during an outage instead of using up an attempt of the stream', async () => {
    const approved = fresh();
    const spy = failing((call) => (call <= 2 ? 'throttled' : undefined));

    expect(await deliver(streamOf([undefined, approved])).finally(() => spy.mockRestore())).toBe(1);

    expect(await indexed(approved.id)).toEqual(wanted(approved));
  });

  test('of other products continues while one fails', async () => {
    const [poor, rich] = [fresh(), fresh()];
    const records = [...streamOf([undefined, poor], 1), ...streamOf([undefined, rich], 2)];
    const spy = failing((call) => (call === 1 ? 'before' : undefined));

    await handler({ Records: records }, {} as Context);
    spy.mockRestore();

    expect(await indexed(rich.id)).toEqual(wanted(rich));
  });

  test('is correct in the end for any history of products, in any batches, with failures and repeats', async () => {
    const random = (bound: number) => Math.floor(Math.random() * bound);
    for (let round = 0; round < 25; round += 1) {
      const base = fresh({ status: 'pending', description: text(3) });
      const states: State[] = [undefined, base];
      for (let step = 0; step < 10; step += 1) {
        const last = states.at(-1) ?? base;
        const moves: State[] = [
          { ...last, status: 'approved' },
          { ...last, status: 'rejected' },
          { ...last, status: 'pending', productName: `name ${random(5)}` },
          { ...last, unitPrice: 1 + random(5) },
          { ...last, updatedAt: String(step) },
          { ...last, reindexedAt: String(step) },
          undefined,
        ];
        states.push(moves[random(moves.length)]);
      }
      const records = streamOf(states).filter(({ dynamodb: record }) => record?.OldImage ?? record?.NewImage);
      const spy = failing(() => (random(4) === 0 ? (['before', 'after', 'half'] as const)[random(3)] : undefined));
      try {
        for (let start = 0; start < records.length; ) {
          const size = 1 + random(4);
          const batch = records.slice(start, start + size);
          if (random(3) === 0) await handler({ Records: batch.slice(0, 1 + random(size)) }, {} as Context); // tried with less, not noted
          await deliver(batch);
          if (random(3) === 0) await deliver(batch); // Lambda may deliver a batch again that it has taken
          start += size;
        }
      } finally {
        spy.mockRestore();
      }
      expect(await indexed(base.id)).toEqual(wanted(states.at(-1)));
    }
  });
});

describe('the image of a product', () => {
  const allDeleted = (): string[] => s3.calls().map(({ args }) => Object(args[0].input).Key);
  /** The published pictures among them. */
  const deleted = () => allDeleted().filter((key) => key.startsWith('images/') && !key.includes('/renditions/'));

  test('is deleted with its row, as are its renditions and the file that was sent', async () => {
    const row = fresh();

    await deliver(streamOf([row, undefined]));

    expect(allDeleted().sort()).toEqual([
      `images/${row.id}/renditions/shoes.png/large.webp`,
      `images/${row.id}/renditions/shoes.png/medium.webp`,
      `images/${row.id}/renditions/shoes.png/small.webp`,
      `images/${row.id}/shoes.png`,
      `originals/${row.id}/shoes.png`,
    ]);
  });

  test('as it was sent is deleted with the account of its seller, and the published one stays', async () => {
    const row = fresh();

    await deliver(streamOf([row, { ...row, email: '' }]));

    expect(allDeleted()).toEqual([`originals/${row.id}/shoes.png`]);
  });

  test('is deleted where it was one of several, and the others stay', async () => {
    const row = fresh();
    const [first, second] = ['a', 'b'].map((id) => ({
      id,
      fileName: `${id}.png`,
      fileType: 'image/png',
      alt: '',
      url: id,
    }));
    if (!first || !second) throw new Error('two images');

    await deliver(
      streamOf([
        { ...row, images: [first, second] },
        { ...row, images: [second] },
      ]),
    );

    expect(deleted()).toEqual([`images/${row.id}/a/a.png`]);
  });

  test('is deleted when another replaces it', async () => {
    const row = fresh({ imageVersion: 'v1' });

    await deliver(streamOf([row, { ...row, imageUrl: 'https://x/2', imageVersion: 'v2', fileName: 'new.png' }]));

    expect(deleted()).toEqual([`images/${row.id}/v1/shoes.png`]);
  });

  test('is deleted, with all earlier ones, if a batch contains a product’s whole history', async () => {
    const row = fresh();
    const { imageUrl: _, ...waiting } = { ...row, status: 'awaitingImage' as const };
    const replaced: Product = { ...row, imageUrl: 'https://x/2', imageVersion: 'v2' };

    await deliver(streamOf([undefined, waiting, row, { ...row, updatedAt: 'later' }, replaced, undefined]));

    expect(deleted().sort()).toEqual([`images/${row.id}/shoes.png`, `images/${row.id}/v2/shoes.png`]);
  });

  test('stays if the row was put again with the same image, or never had one', async () => {
    const row = fresh();
    const { imageUrl: _, ...waiting } = fresh({ status: 'awaitingImage' });
    await dynamodb.send(new PutCommand({ TableName: 'Products', Item: row }));

    await deliver([...streamOf([row, undefined], 1), ...streamOf([waiting, undefined], 2)]);

    expect(deleted()).toEqual([]);
  });

  test('is retried when S3 fails', async () => {
    const row = fresh();
    s3.onAnyCommand().rejectsOnce(new Error('SlowDown')).resolves({});

    expect(await deliver(streamOf([row, undefined]))).toBe(2);
  });
});
