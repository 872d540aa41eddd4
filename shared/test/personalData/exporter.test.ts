import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { PageRequest } from '../../src/dynamodb.ts';
import { type ExportSections, exportHandler, exportPage } from '../../src/personalData/exporter.ts';
import { ExportPage } from '../../src/personalData/exportFunctions.ts';

/** A section of records whose cursors are positions in it. */
const sectionOf = (records: object[], limits: number[] = []) => ({
  limits,
  read: async (_: string, { limit, cursor = '0' }: PageRequest) => {
    limits.push(limit);
    const end = Number(cursor) + limit;
    return { items: records.slice(Number(cursor), end), ...(end < records.length ? { nextCursor: `${end}` } : {}) };
  },
});

const numbered = (count: number, text = '') => Array.from({ length: count }, (_, index) => ({ index, text }));

/** All pages of an export. */
const pagesOf = async (sections: ExportSections) => {
  const pages = [await exportPage(sections, { userId: 'u-1' })];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
    pages.push(await exportPage(sections, { userId: 'u-1', position: next }));
  return pages;
};

describe('an exporter', () => {
  test('exports every record of every section once, in their order', async () => {
    const sections = {
      cart: sectionOf([]).read,
      orders: sectionOf(numbered(10_000)).read,
      notes: sectionOf(numbered(1)).read,
    };

    const pages = await pagesOf(sections);

    expect([...new Set(pages.map(({ section }) => section))]).toEqual(['cart', 'orders', 'notes']);
    const orders = pages.filter(({ section }) => section === 'orders').flatMap(({ records }) => records);
    expect(orders.map(({ index }) => index)).toEqual(numbered(10_000).map(({ index }) => index));
    expect(pages.at(-1)).toEqual({ section: 'notes', records: numbered(1) });
  });

  test('never answers more than Lambda returns, unless a single record is larger', async () => {
    const large = sectionOf(numbered(60, 'ä'.repeat(150_000))); // as large as a row can be, nearly

    const pages = await pagesOf({ orders: large.read });

    expect(pages.flatMap(({ records }) => records)).toHaveLength(60);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6 * 1024 * 1024);
    expect(large.limits).toContain(13);
  });

  test('is a function that checks what it is given and answers what authService accepts', async () => {
    const handler = exportHandler({ cart: sectionOf([{ id: 'c' }]).read });
    const invoke = (event: object) => handler(event, {} as Context);

    const page = await invoke({ userId: 'u-1', correlationId: 'r-1' });

    expect(ExportPage.parse(JSON.parse(JSON.stringify(page)))).toEqual({ section: 'cart', records: [{ id: 'c' }] });
    await expect(invoke({ correlationId: 'r-1' })).rejects.toThrow('userId');
    await expect(invoke({ userId: 'u-1', correlationId: 'r-1', position: 'orders:5' })).rejects.toThrow('position');
  });
});
