import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beginImport, watchImport } from '../cli/importFile.ts';
import { localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { makeSeller, signIn } from '../cli/seed/seller.ts';
import type { Shop } from '../cli/seed/sellerApi.ts';
import { isStaff, startSession } from '../cli/seed/session.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { writeApprovedProducts } from './shop.ts';
import { figure, type Table } from './table.ts';

const PRODUCTS = 2_000;
const VARIANTS = 2;
const LARGE_SHOP = 10_000;

const HEADER =
  'Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price';

/** A product export of Shopify with so many products, each in two sizes. */
const fileOf = (count: number): Uint8Array<ArrayBuffer> => {
  const lines = Array.from({ length: count }, (_, i) => [
    `shoes-${i},Running shoes ${i},<p>Light and fast: a shoe for the road.</p>,shoes,Size,40,SHOES-${i}-40,7,49.99`,
    `shoes-${i},,,,,41,SHOES-${i}-41,3,49.99`,
  ]);
  return new TextEncoder().encode([HEADER, ...lines.flat()].join('\n'));
};

const staff = async (platform: PlatformFile): Promise<Shop> => {
  const stop = new AbortController().signal;
  const account = await makeSeller(platform, stop);
  return { platform, session: startSession(() => signIn(platform, account, stop), Date.now, isStaff), stop };
};

/** Returns how long an import takes, in seconds, from the arrival of its file on. */
const secondsOf = async (shop: Shop, bytes: Uint8Array<ArrayBuffer>): Promise<number> => {
  const id = await beginImport(shop, { fileName: 'products.csv', bytes, dryRun: false });
  const start = performance.now();
  const { status, refused } = await watchImport(shop, id, () => {});
  if (status !== 'completed' || refused.length > 0) throw new Error(`The import is ${status}: ${refused[0]?.reason}`);
  return (performance.now() - start) / 1000;
};

/** Measures imported products per second: new ones, and the same file again, beside rows that are only written. */
export const benchImports = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async ({ addresses }) => {
    progress(`writing ${figure(PRODUCTS)} products`);
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const begun = performance.now();
    await writeApprovedProducts(dynamodb, PRODUCTS);
    const written = (performance.now() - begun) / 1000;
    dynamodb.destroy();
    const shop = await staff(addresses);
    const bytes = fileOf(PRODUCTS);
    progress(`importing ${figure(PRODUCTS)} products`);
    const first = await secondsOf(shop, bytes);
    progress('importing them again');
    return [toTable({ written, first, again: await secondsOf(shop, bytes) })];
  });

const toTable = ({ written, first, again }: { written: number; first: number; again: number }): Table => ({
  title: 'Imports',
  columns: ['file', 'products/s', `${figure(LARGE_SHOP)} products, s`],
  rows: [
    ['new products', first],
    ['the same file again', again],
    ['baseline: rows that are only written', written],
  ].map(([what, seconds]) => [String(what), ...ratesOf(Number(seconds)).map(figure)]),
  notes: [
    `${figure(PRODUCTS)} products with ${VARIANTS} variants each, as a product export of Shopify without pictures, from the arrival of the file until the import is completed; one run after the other, on one platform. ${figure(LARGE_SHOP)} products are reckoned at the same rate. Baseline: a product’s row and its stock written by BatchWriteItem, without reading, transactions, movements and SKUs.`,
  ],
});

const ratesOf = (seconds: number): number[] => [PRODUCTS / seconds, (seconds * LARGE_SHOP) / PRODUCTS];
