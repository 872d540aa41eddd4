import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { ProductStatus } from '../product/product.ts';
import { listInStatus } from '../product/productListsStore.ts';
import { availableUnits } from '../product/stockStore.ts';
import { variantsOf } from '../product/variant.ts';
import { SHOP_CSV_HEADER, shopCsvLines } from '../productCsv/shopCsv.ts';
import { csvProduct } from './csvProduct.ts';
import { storeExport } from './exportFileStore.ts';
import { markExport } from './exportStore.ts';

/** The products of an export, in this order, and by age within a status. Those that still wait for their first image are left out. */
const STATUSES: readonly ProductStatus[] = ['approved', 'pending', 'draft', 'rejected', 'archived'];

const PAGE = 100;

/**
 * Writes the file of an export. May be carried out again.
 *
 * @param deadline in epoch milliseconds; after it, no read is repeated
 */
export const writeExport = async (exportId: string, deadline: number): Promise<void> => {
  if (!(await markExport(exportId, 'startedAt'))) return;
  await storeExport(exportId, allLines(deadline));
  await markExport(exportId, 'completedAt');
};

const allLines = async function* (deadline: number): AsyncGenerator<string> {
  const written = new Set<string>(); // a product whose status changes meanwhile would come again
  yield SHOP_CSV_HEADER;
  for (const status of STATUSES) {
    let cursor: string | undefined;
    do {
      const page = await throughOutages(() => pageOf(status, cursor), deadline);
      for (const { id, lines } of page.products) if (!written.has(id)) yield lines;
      for (const { id } of page.products) written.add(id);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  log.info('products exported', { products: written.size });
};

const pageOf = async (status: ProductStatus, cursor: string | undefined) => {
  const { items, nextCursor } = await listInStatus(status, { limit: PAGE, cursor });
  const ids = items.flatMap((product) => variantsOf(product).map(({ id }) => id));
  const available = await availableUnits(ids, {}, {});
  return {
    products: items.map((one) => ({ id: one.id, lines: shopCsvLines(csvProduct(one, available)) })),
    nextCursor,
  };
};
