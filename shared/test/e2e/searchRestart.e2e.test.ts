import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { readPlatformFile } from '../../cli/platformTarget.ts';
import { call, eventually } from '../../cli/shopClient.ts';
import { startPlatformProcess, stopPlatformProcess } from '../../cli/withPlatform.ts';
import { platformClients, resourceName } from './platformClients.ts';
import { freePortBase } from './ports.ts';

const SECONDS = 1000;
const products = resourceName('productService', 'Products');
const stock = resourceName('productService', 'Stock');
const searchIndex = resourceName('productService', 'SearchIndex');

const KILLS = 3;
const ROUNDS = 10;
const ROUND_SIZE = 200;

/** A product on sale; each has a word of its own besides those that it shares with its round and with all. */
const onSale = (round: number, index: number) => ({
  id: randomUUID(),
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: `Killed shoes no${String(index).padStart(4, '0')}`,
  unitPrice: 100 + index,
  currency: 'EUR',
  description: `Light, orange, fast, round${round}`,
  category: 'killed',
  approvedCategory: 'killed',
  sellerId: 'seller',
  email: 'seller@example.com',
  status: 'approved',
  createdAt: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
  updatedAt: '2026-01-01T00:00:00.000Z',
});

test(
  'a platform that is killed repeatedly while indexing has a complete index in the end',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'search-'));
    const portBase = await freePortBase();
    let running = await startPlatformProcess(directory, portBase);
    const { dynamodb, platform, destroy } = platformClients(readPlatformFile(running.file));
    try {
      const putOnSale = async (added: ReturnType<typeof onSale>[]) => {
        for (let start = 0; start < added.length; start += 25) {
          const some = added.slice(start, start + 25);
          const puts = (rows: object[]) => rows.map((Item) => ({ PutRequest: { Item } }));
          const units = some.map(({ id }) => ({ variantId: id, available: 1, sellable: true }));
          await dynamodb.send(new BatchWriteCommand({ RequestItems: { [stock]: puts(units) } }));
          await dynamodb.send(new BatchWriteCommand({ RequestItems: { [products]: puts(some) } }));
        }
      };
      /** How often the index was changed, and how many products' changes are in no file yet: a search sees them a second later. */
      const indexed = async (): Promise<{ version: number; pending: number }> => {
        const Key = { part: 'products', position: 'manifest' };
        const { Item } = await dynamodb.send(new GetCommand({ TableName: searchIndex, Key, ConsistentRead: true }));
        return { version: Number(Item?.version ?? 0), pending: Number(Item?.pending ?? 0) };
      };
      const totalOf = async (q: string) => {
        const { body } = await call<{ total?: number }>(`${platform.product}/products?q=${q}&facets=true&limit=1`);
        return body.total || undefined;
      };
      const rows: ReturnType<typeof onSale>[] = [];
      let killsAmidIndexing = 0;
      for (let round = 0; killsAmidIndexing < KILLS && round < ROUNDS; round += 1) {
        const added = Array.from({ length: ROUND_SIZE }, (_, index) => onSale(round, rows.length + index));
        rows.push(...added);
        const before = await indexed();
        await putOnSale(added);
        const now = await eventually('the first of the round', async () => {
          const after = await indexed();
          return after.version > before.version ? after : undefined;
        });
        running.process.kill('SIGKILL');
        if (now.pending > before.pending && now.pending < before.pending + ROUND_SIZE) killsAmidIndexing += 1;
        await eventually('the end of the process', async () => running.process.signalCode ?? undefined);
        running = await startPlatformProcess(directory, portBase);
      }
      expect(killsAmidIndexing).toBe(KILLS);

      const last = rows.at(-1)?.productName.split(' ').at(-1);
      const { body } = await eventually('the last product', async () => {
        const found = await call<{ products: { id: string }[] }>(`${platform.product}/products?q=killed+${last}`);
        return found.body.products.length === 1 ? found : undefined;
      });
      expect(body.products[0]?.id).toBe(rows.at(-1)?.id);
      for (const q of ['k', 'kil', 'shoes', 'no0', 'orange', 'fas'])
        expect([q, await totalOf(q)]).toEqual([q, rows.length]);
      for (let start = 0; start < rows.length; start += 50) {
        const some = rows.slice(start, start + 50).map(({ productName }) => productName.split(' ').at(-1) ?? '');
        expect(await Promise.all(some.map(totalOf))).toEqual(some.map(() => 1));
      }
    } finally {
      destroy();
      await stopPlatformProcess(running);
      rmSync(directory, { recursive: true, force: true });
    }
  },
  180 * SECONDS,
);
