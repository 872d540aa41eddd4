import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { readPlatformFile } from '../../cli/platformTarget.ts';
import { call, eventually } from '../../cli/shopClient.ts';
import { startPlatformProcess, stopPlatformProcess } from '../../cli/withPlatform.ts';
import { scanAll } from './orderInvariants.ts';
import { platformClients, resourceName } from './platformClients.ts';
import { freePortBase } from './ports.ts';

const SECONDS = 1000;
const [products, terms] = ['Products', 'SearchTerms'].map((name) => resourceName('productService', name)) as [
  string,
  string,
];

/** A product on sale; all have words of their own besides those that they share. */
const onSale = (index: number) => ({
  id: randomUUID(),
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: `Killed shoes no${String(index).padStart(4, '0')}`,
  unitPrice: 100 + index,
  currency: 'EUR',
  description: 'Light, orange, fast',
  quantity: 1,
  category: 'killed',
  approvedCategory: 'killed',
  sellerId: 'seller',
  email: 'seller@example.com',
  status: 'approved',
  createdAt: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
  updatedAt: '2026-01-01T00:00:00.000Z',
});

test(
  'a platform that is killed again and again while it indexes has the whole index in the end',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'search-'));
    const portBase = await freePortBase();
    let running = await startPlatformProcess(directory, portBase);
    const { dynamodb, platform, destroy } = platformClients(readPlatformFile(running.file));
    try {
      const rows = Array.from({ length: 200 }, (_, index) => onSale(index));
      for (let start = 0; start < rows.length; start += 25) {
        const Items = rows.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
        await dynamodb.send(new BatchWriteCommand({ RequestItems: { [products]: Items } }));
      }
      const entries = async () => (await scanAll<{ term: string; position: string }>({ dynamodb }, terms)).length;
      const seen: number[] = [];
      for (let kill = 0; kill < 3; kill += 1) {
        await sleep(250 + Math.random() * 500);
        running.process.kill('SIGKILL');
        await eventually('the end of the process', async () => running.process.signalCode ?? undefined);
        running = await startPlatformProcess(directory, portBase);
        seen.push(await entries());
      }

      const { body } = await eventually('the last product', async () => {
        const found = await call<{ products: { id: string }[] }>(`${platform.product}/products?q=killed+no0199`);
        return found.body.products.length === 1 ? found : undefined;
      });
      expect(body.products[0]?.id).toBe(rows[199]?.id);
      expect(seen[0]).toBeLessThan(await entries());
      const byTerm = Map.groupBy(
        await scanAll<{ term: string; position: string }>({ dynamodb }, terms),
        ({ term }) => term,
      );
      for (const term of ['*', 'category:killed', 'k', 'kil', 'shoes', 'no0', 'orange', 'fas']) {
        expect([term, byTerm.get(term)?.length]).toEqual([term, rows.length]);
      }
      for (const { productName } of rows) {
        const word = productName.split(' ').at(-1) ?? '';
        expect([word, byTerm.get(word)?.length]).toEqual([word, 1]);
      }
    } finally {
      destroy();
      await stopPlatformProcess(running);
      rmSync(directory, { recursive: true, force: true });
    }
  },
  180 * SECONDS,
);
