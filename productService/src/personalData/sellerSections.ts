import type { ExportSections } from '@ecommerce/shared/personalData/exporter.ts';
import type { StockedProduct } from '../product/product.ts';
import { imagesOf } from '../product/productImage.ts';
import { listOfSeller } from '../product/productListsStore.ts';
import { ownProduct } from '../product/productViews.ts';
import { withStock } from '../product/stockStore.ts';

/** What this service holds about an account as a seller: what it has offered. */
export const sellerSections: ExportSections = {
  products: async (sellerId, page) => {
    const { items, ...next } = await withStock(await listOfSeller(sellerId, page));
    return { ...next, items: items.map(exportedProduct) };
  },
};

/** A product as its seller sees it, and what else is stored about the seller. */
const exportedProduct = (product: StockedProduct) => ({
  ...ownProduct(product),
  email: product.email,
  locale: product.locale,
  fileName: product.fileName,
  images: imagesOf(product).map(({ id, fileName, alt, url }) => ({ id, fileName, alt, url })),
  updatedAt: product.updatedAt,
  rejectedAt: product.rejectedAt,
});
