import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Product } from './product.ts';
import { freedSku } from './skuStore.ts';
import { noStock } from './stockStore.ts';
import { variantsOf } from './variant.ts';

/**
 * Deletes what a deleted product's variants have beside its row: their stock, and their SKUs, which other variants may then have. Its own
 * stock went with it: without that none of its variants can be sold. Idempotent.
 */
export const deleteVariantsOf = async (product: Product): Promise<void> => {
  for (const { id, sku } of variantsOf(product)) {
    const writes = [...(id === product.id ? [] : [noStock(id)]), ...(sku === undefined ? [] : [freedSku(sku, id)])];
    if (writes.length > 0) await transactOnce(writes);
  }
};
