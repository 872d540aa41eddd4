import { expect, test } from '@jest/globals';
import { type Database, openDatabase, WriteQueue } from '../../../src/aws/dynamodb/writeQueue.ts';

const put = (key: string, value: string) => new Map([[key, value]]);

/** A database whose batches wait for `release`, and fail if it says so. */
const slowDatabase = async () => {
  const database = await openDatabase(undefined);
  const waiting: ((fails: boolean) => void)[] = [];
  const batch: Database['batch'] = async (operations) => {
    const fails = await new Promise<boolean>((resolve) => waiting.push(resolve));
    if (fails) throw new Error('disk full');
    await database.batch(operations);
  };
  const slow: Database = { ...database, batch, getSync: (key) => database.getSync(key) };
  return { slow, release: (fails = false) => waiting.shift()?.(fails) };
};

test('a write is judged by what is queued, a reader is told only what is stored', async () => {
  const { slow, release } = await slowDatabase();
  const queue = new WriteQueue(slow);

  const first = queue.add(put('stock', '9'));
  const second = queue.add(put('stock', '8'));
  const whileWriting = [queue.latest('stock'), queue.stored('stock')];
  release();
  await first;
  const between = [queue.latest('stock'), queue.stored('stock')];
  release();
  await second;

  expect(whileWriting).toEqual(['8', undefined]);
  expect(between).toEqual(['8', '9']);
  expect(queue.stored('stock')).toBe('8');
});

test('a refusal waits until the write that it rests on is stored', async () => {
  const { slow, release } = await slowDatabase();
  const queue = new WriteQueue(slow);
  const order: string[] = [];

  const write = queue.add(put('order', 'a')).then(() => order.push('written'));
  const refusal = queue.written().then(() => order.push('refused'));
  release();
  await Promise.all([write, refusal]);

  expect(order).toEqual(['written', 'refused']);
});

test('what is queued behind a write that fails fails too, and the queue goes on from what is stored', async () => {
  const { slow, release } = await slowDatabase();
  const queue = new WriteQueue(slow);

  const outcomes = Promise.allSettled([queue.add(put('stock', '9')), queue.add(put('stock', '8'))]);
  release(true);
  const statuses = (await outcomes).map(({ status }) => status);
  const afterwards = queue.latest('stock');
  const next = queue.add(put('stock', '7'));
  release();
  await next;

  expect(statuses).toEqual(['rejected', 'rejected']);
  expect(afterwards).toBeUndefined();
  expect(queue.stored('stock')).toBe('7');
});
