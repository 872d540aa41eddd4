import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { Product } from '../../src/product/product.ts';
import { documentOf } from '../../src/searchEngine/searchDocument.ts';
import { idsIn, wholeSegment } from '../../src/searchEngine/searchIndex.ts';
import { FIELD_BITS, type Segment } from '../../src/searchEngine/segment.ts';
import { product } from '../samples.ts';
import { type Files, inMemory } from './filesInMemory.ts';
import { createSearchTables } from './searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const s3 = mockClient(S3Client);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { createIndexReader } = await import('../../src/search/indexReader.ts');
const { indexProducts } = await import('../../src/search/indexProducts.ts');
const { rewriteIndex } = await import('../../src/search/compactIndex.ts');
const { deleteChanges, readManifest } = await import('../../src/search/searchIndexStore.ts');
const { handler } = await import('../../src/handlers/indexProduct.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());
const files: Files = new Map();
const read = createIndexReader(0);
beforeEach(() => inMemory(s3, files));

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

/** The words of the index's product; `undefined` if it is not in the index. */
const indexed = async (id: string) => {
  const index = wholeSegment(await read());
  const number = index.ids.indexOf(id);
  return number < 0 ? undefined : documentAt(index, number);
};
const documentAt = (segment: Segment, number: number) => ({
  id: segment.ids[number],
  price: segment.prices[number],
  words: segment.words
    .filter((_, word) => {
      const postings = segment.postings.slice(segment.wordStarts[word], segment.wordStarts[word + 1]);
      return postings.some((posting) => posting >>> FIELD_BITS === number);
    })
    .sort(),
});
const wanted = (state: State) => {
  const document = documentOf(state);
  return document && { id: document.id, price: document.price, words: document.words.map(([word]) => word).sort() };
};

const text = (length: number) => Array.from({ length }, () => randomUUID().slice(0, 6)).join(' ');
const fresh = (more: Partial<Product> = {}) => product({ id: randomUUID(), description: text(5), ...more });

/** Makes the row what it is after the last of these states, and delivers the stream. */
const write = async (states: State[]): Promise<number> => {
  await store(states);
  return deliver(streamOf(states));
};
const store = async (states: State[]) => {
  const last = states.at(-1);
  const id = states.find((state) => state !== undefined)?.id;
  if (last) await dynamodb.send(new PutCommand({ TableName: 'Products', Item: last }));
  else await dynamodb.send(new DeleteCommand({ TableName: 'Products', Key: { id } }));
};

/** Makes changes of the index fail as `fails` says, for a while. */
const failing = (fails: (call: number) => 'before' | 'throttled' | 'after' | undefined) => {
  const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
  let calls = 0;
  return jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBDocumentClient,
    command: unknown,
  ) {
    if (!(command instanceof TransactWriteCommand)) return send.call(this, command);
    calls += 1;
    const how = fails(calls);
    if (how === 'before') throw new Error('killed');
    if (how === 'throttled') throw awsError('ThrottlingException');
    const result = await send.call(this, command);
    if (how === 'after') throw new Error('killed');
    return result;
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
      await write(states.slice(index - 1, index + 1));
      expect(await indexed(pending.id)).toEqual(wanted(states[index]));
    }
  });

  test.each<[string, State, State]>([
    ['a write of what is not searched', fresh(), { ...fresh(), updatedAt: 'later' }],
    ['what was never on sale', { ...fresh(), status: 'pending' }, { ...fresh(), status: 'rejected' }],
  ])('is not changed by %s', async (_, before, after) => {
    const { version } = await readManifest();

    await write([before, after && before && { ...after, id: before.id, description: before.description }]);

    expect((await readManifest()).version).toBe(version);
  });

  test.each(['before', 'after'] as const)(
    'is whole after a kill %s its change, once the batch comes again',
    async (when) => {
      const pending = fresh({ status: 'pending' });
      const approved: Product = { ...pending, status: 'approved' };
      for (const states of [
        [pending, approved],
        [approved, undefined],
      ]) {
        const spy = failing((call) => (call === 1 ? when : undefined));
        expect(await write(states).finally(() => spy.mockRestore())).toBe(2);
        expect(await indexed(pending.id)).toEqual(wanted(states.at(-1)));
      }
    },
  );

  test('fails, and is retried, when DynamoDB does nothing else', async () => {
    const spy = failing(() => 'before');

    const { batchItemFailures } = await handler({ Records: streamOf([undefined, fresh()], 7) }, {} as Context);
    spy.mockRestore();

    expect(batchItemFailures).toEqual([{ itemIdentifier: '7' }]);
  });

  test('waits during an outage instead of using up an attempt of the stream', async () => {
    const approved = fresh();
    const spy = failing((call) => (call <= 2 ? 'throttled' : undefined));

    expect(await write([undefined, approved]).finally(() => spy.mockRestore())).toBe(1);

    expect(await indexed(approved.id)).toEqual(wanted(approved));
  });

  test('has each product’s last state when many calls run at the same time, each of them late', async () => {
    const rows = Array.from({ length: 5 }, () => fresh());
    const ids = rows.map(({ id }) => id);
    for (const row of rows) await store([row]);
    const rounds = Array.from({ length: 6 }, async (_, round) => {
      const changed = rows.map((row) => ({ ...row, unitPrice: 100 + round }));
      for (const row of changed) await store([row]);
      await indexProducts(ids);
    });
    await Promise.all(rounds);
    await indexProducts(ids.slice(0, 1)); // one of them is told of twice

    for (const { id } of rows) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: 'Products', Key: { id }, ConsistentRead: true }),
      );
      expect(await indexed(id)).toEqual(wanted(Item as Product));
    }
  });

  test('has products of which a change is larger than a row', async () => {
    const rows = Array.from({ length: 60 }, () => fresh({ description: text(560) }));
    for (const row of rows) await store([row]);
    const { version } = await readManifest();

    await deliver(rows.flatMap((row, number) => streamOf([undefined, row], number)));

    expect((await readManifest()).version).toBeGreaterThan(version + 1);
    for (const row of rows.slice(-2)) expect(await indexed(row.id)).toEqual(wanted(row));
  });

  test('is correct in the end for any history of products, in any batches, with failures, repeats and new files', async () => {
    const random = (bound: number) => Math.floor(Math.random() * bound);
    for (let round = 0; round < 15; round += 1) {
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
          undefined,
        ];
        states.push(moves[random(moves.length)]);
      }
      const spy = failing(() => (random(4) === 0 ? (['before', 'after'] as const)[random(2)] : undefined));
      try {
        for (let start = 1; start < states.length; ) {
          const size = 1 + random(4);
          const some = states.slice(start - 1, start + size);
          const batch = streamOf(some).filter(({ dynamodb: record }) => record?.OldImage ?? record?.NewImage);
          await store(states.slice(0, start + size + random(3))); // the row may be ahead of the stream
          if (random(3) === 0) await handler({ Records: batch.slice(0, 1 + random(size)) }, {} as Context); // tried with less, not noted
          await deliver(batch);
          if (random(3) === 0) await deliver(batch); // Lambda may deliver a batch again that it has taken
          if (random(3) === 0) await rewriteIndex(new Date());
          start += size;
        }
        await store(states);
        await deliver(
          streamOf(states.slice(-2)).filter(({ dynamodb: record }) => record?.OldImage ?? record?.NewImage),
        );
      } finally {
        spy.mockRestore();
      }
      await indexProducts([base.id]);
      expect(await indexed(base.id)).toEqual(wanted(states.at(-1)));
    }
  });
});

describe('the index’s file', () => {
  test('is replaced once enough products have changed; readers that are behind, and new ones, see the same', async () => {
    const behind = createIndexReader(0);
    await behind();
    const before = await readManifest();
    const rows = Array.from({ length: 260 }, (_, number) => fresh({ description: String(number) }));
    for (let start = 0; start < rows.length; start += 20) {
      const some = rows.slice(start, start + 20);
      await Promise.all(some.map((row) => store([row])));
      await indexProducts(some.map(({ id }) => id));
    }

    const { segmentFile, pending } = await readManifest();
    expect(segmentFile?.key).not.toBe(before.segmentFile?.key);
    expect(pending).toBeLessThan(250);
    const [old, own] = [idsIn(await behind()).sort(), idsIn(await createIndexReader(0)()).sort()];
    expect(old).toEqual(own);
    expect(own).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });

  test('is loaded anew by a reader whose next changes were deleted', async () => {
    const behind = createIndexReader(0);
    await behind();
    const row = fresh();
    await write([undefined, row]);
    await rewriteIndex(new Date());
    await deleteChanges((await readManifest()).version);
    const other = fresh();
    await write([undefined, other]);

    expect(idsIn(await behind())).toEqual(expect.arrayContaining([row.id, other.id]));
  });

  test('that a killed call left behind is deleted after an hour, and none that is in use', async () => {
    files.set('search/left', { bytes: new Uint8Array(), at: new Date(Date.now() - 3_700_000) });
    files.set('search/young', { bytes: new Uint8Array(), at: new Date() });
    await rewriteIndex(new Date());

    const { segmentFile } = await readManifest();
    expect([...files.keys()]).toEqual(expect.arrayContaining(['search/young', segmentFile?.key]));
    expect([...files.keys()]).not.toContain('search/left');
  });

  test('stays as it was where a call is killed between the file and the manifest', async () => {
    const { segmentFile } = await readManifest();
    const real = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
    const spy = jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBDocumentClient,
      command: unknown,
    ) {
      if (command instanceof UpdateCommand) throw new Error('killed');
      return real.call(this, command);
    } as never);
    await expect(rewriteIndex(new Date())).rejects.toThrow('killed');
    spy.mockRestore();

    expect((await readManifest()).segmentFile).toEqual(segmentFile);
    const row = fresh();
    await write([undefined, row]);
    expect(await indexed(row.id)).toEqual(wanted(row));
  });
});

describe('the image of a product', () => {
  const allDeleted = (): string[] =>
    s3
      .commandCalls(DeleteObjectCommand)
      .map(({ args }) => String(args[0].input.Key))
      .filter((key) => !key.startsWith('search/'));
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
    s3.on(DeleteObjectCommand).rejectsOnce(new Error('SlowDown')).resolves({});

    expect(await deliver(streamOf([row, undefined]))).toBe(2);
  });
});
