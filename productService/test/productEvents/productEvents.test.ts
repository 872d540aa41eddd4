import '../../../shared/test/imageEnvironment.ts';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ProductEvent } from '@ecommerce/shared/events/productEvents.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { Product } from '../../src/product/product.ts';
import { product } from '../samples.ts';

const { handler } = await import('../../src/handlers/announceProduct.ts');

beforeEach(resetCloud);

const record = (before: Partial<Product> | undefined, after: Partial<Product> | undefined, sequence = '7') =>
  ({
    dynamodb: {
      Keys: { id: { S: String((after ?? before)?.id) } },
      SequenceNumber: sequence,
      ApproximateCreationDateTime: 1_800_000_000,
      ...(before ? { OldImage: marshall(before, { removeUndefinedValues: true }) } : {}),
      ...(after ? { NewImage: marshall(after, { removeUndefinedValues: true }) } : {}),
    },
  }) as unknown as DynamoDBRecord;

const announce = (...Records: DynamoDBRecord[]) => handler({ Records }, {} as never);
const published = (): ProductEvent[] =>
  cloud.sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args }) => args[0].input.PublishBatchRequestEntries ?? [])
    .map(({ Message = '' }) => ProductEvent.parse(JSON.parse(Message)));
const told = () => published().map(({ type, data }) => [type, 'status' in data ? data.status : undefined]);

const pending = product({ status: 'pending' });
const slugs = [{ slug: 'running-shoes', base: 'running-shoes', at: '2026-01-01T00:00:00.000Z' }];
const archived = product({ status: 'archived', restoresTo: 'approved', slugs });
const variant = { id: product().id, options: {}, unitPrice: 4999 };

describe('a product', () => {
  test.each<[string, Partial<Product> | undefined, Partial<Product> | undefined, unknown[]]>([
    ['that is approved', pending, product(), ['PRODUCT_APPROVED', undefined]],
    ['that is restored', archived, product({ slugs }), ['PRODUCT_APPROVED', undefined]],
    ['with another price', product(), product({ unitPrice: 1 }), ['PRODUCT_CHANGED', 'approved']],
    ['with another description', product(), product({ description: 'B' }), ['PRODUCT_CHANGED', 'approved']],
    ['with another picture', product(), product({ imageUrl: 'https://b' }), ['PRODUCT_CHANGED', 'approved']],
    ['with a slug', product(), product({ slugs }), ['PRODUCT_CHANGED', 'approved']],
    [
      'with another variant',
      product(),
      product({ variants: [variant, { ...variant, id: 'b' }] }),
      ['PRODUCT_CHANGED', 'approved'],
    ],
    ['that is archived', product({ slugs }), archived, ['PRODUCT_CHANGED', 'archived']],
    ['that is rejected after all', product(), product({ status: 'rejected' }), ['PRODUCT_CHANGED', 'rejected']],
    ['whose new text has to be approved', product(), pending, ['PRODUCT_CHANGED', 'pending']],
    ['that is deleted from sale', product(), undefined, ['PRODUCT_DELETED', undefined]],
    ['that is deleted from the archive', archived, undefined, ['PRODUCT_DELETED', undefined]],
    ['that is touched', product(), product({ touched: 'a' }), ['PRODUCT_CHANGED', 'approved']],
    ['that is touched off sale', archived, { ...archived, touched: 'a' }, ['PRODUCT_CHANGED', 'archived']],
  ])('%s is told of', async (_, before, after, expected) => {
    expect(await announce(record(before, after))).toEqual({ batchItemFailures: [] });

    expect(told()).toEqual([expected]);
  });

  test.each<[string, Partial<Product> | undefined, Partial<Product> | undefined]>([
    ['that is offered', undefined, pending],
    ['that is rejected before it was on sale', pending, product({ status: 'rejected' })],
    ['that is changed off sale', archived, { ...archived, unitPrice: 1 }],
    ['that is deleted and never was on sale', pending, undefined],
    ['whose seller deletes the account', product(), product({ email: '' })],
    [
      'with a threshold, and a price that is only planned',
      product({ variants: [variant] }),
      product({
        variants: [{ ...variant, lowStockAt: 2, scheduledPrice: { unitPrice: 1, from: '2999', to: '3000' } }],
      }),
    ],
    ['of which only what nobody sees has changed', product(), product({ updatedAt: '2027-01-01T00:00:00.000Z' })],
    ['that is touched and never was on sale', pending, { ...pending, touched: 'a' }],
    ['that is only an SKU', { id: 'sku#a' }, undefined],
  ])('%s is not', async (_, before, after) => {
    await announce(record(before, after));

    expect(published()).toEqual([]);
    expect(cloud.sns.calls()).toEqual([]);
  });
});

describe('an event', () => {
  test('has what it needs, and nothing about its seller', async () => {
    await announce(record(pending, product({ slugs, variants: [{ ...variant, sku: 'A', compareAtPrice: 6000 }] })));

    expect(published()).toMatchObject([
      {
        occurredAt: '2027-01-15T08:00:00.000Z',
        data: {
          ...{ productId: product().id, sequence: '7'.padStart(40, '0') },
          product: {
            ...{ productName: 'Running shoes', slug: 'running-shoes', currency: 'EUR', unitPrice: 4999 },
            variants: [{ variantId: product().id, sku: 'A', unitPrice: 4999, compareAtPrice: 6000 }],
          },
        },
      },
    ]);
    expect(JSON.stringify(published())).not.toContain('ann');
  });

  test('has the same id when its record comes again, and another one for the next change', async () => {
    const [first, next] = [record(product(), pending, '7'), record(pending, product(), '8')];
    await announce(first, next);
    await announce(first, next);

    const ids = published().map(({ id }) => id);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(2);
  });

  test('of the largest product fits into a message', async () => {
    const long = '😀'.repeat(64);
    const variants = Array.from({ length: 200 }, (_, index) => ({
      ...{ ...variant, id: `${product().id}${index}`, sku: long, compareAtPrice: 1_000_000_000 },
    }));
    await announce(record(pending, product({ productName: '😀'.repeat(200), category: '😀'.repeat(100), variants })));

    const [entry] = cloud.sns.commandCalls(PublishBatchCommand)[0]?.args[0].input.PublishBatchRequestEntries ?? [];
    expect(entry?.Message?.length).toBeLessThan(250_000);
  });
});

describe('of a batch', () => {
  const changes = Array.from({ length: 25 }, (_, price) =>
    record(product({ unitPrice: price }), product({ unitPrice: price + 1 }), String(100 + price)),
  );

  test('ten events are one request', async () => {
    await announce(...changes);

    expect(published()).toHaveLength(25);
    expect(cloud.sns.commandCalls(PublishBatchCommand)).toHaveLength(3);
  });

  test('what comes before a row that cannot be read is published, and the stream goes on from there', async () => {
    const odd = record(product(), { id: 'odd', status: 'approved' }, '103');

    expect(await announce(...changes.slice(0, 3), odd, ...changes.slice(4))).toEqual({
      batchItemFailures: [{ itemIdentifier: '103' }],
    });
    expect(published()).toHaveLength(3);
  });

  test('all is sent again if the topic refuses some of it', async () => {
    cloud.sns.on(PublishBatchCommand).resolves({ Failed: [{ Id: 'a', Code: 'InvalidParameter', SenderFault: true }] });

    expect(await announce(...changes)).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
  });

  test('an outage is waited out', async () => {
    cloud.sns.on(PublishBatchCommand).rejectsOnce(awsError('ThrottlingException')).resolves({});

    expect(await announce(record(product(), pending))).toEqual({ batchItemFailures: [] });
    expect(new Set(published().map(({ id }) => id)).size).toBe(1);
  });
});
