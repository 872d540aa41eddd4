import type { ProductPatch } from '../product/productChange.ts';
import type { VariantPatch } from '../product/variantRequests.ts';
import type { ImportedPicture } from './importedPicture.ts';

/** A line that cannot be imported, and why. */
export type RefusedLine = { line: number; reason: string };

/** A variant as a file has it. What is absent stays as it is; `null` removes. */
export type ImportedVariant = Omit<VariantPatch, 'quantityChange' | 'scheduledPrice'> & {
  variantId?: string | undefined;
  /** Units in stock. */
  quantity?: number | undefined;
};

/** A product as a file has it, with some or all of its variants. What is absent stays as it is; `null` removes. */
export type ImportedProduct = Pick<ProductPatch, 'productName' | 'description' | 'category' | 'attributes'> & {
  productId?: string | undefined;
  /** Names the product in files: the same in each of them. */
  handle: string;
  taxCategory?: string | null | undefined;
  /** Of its prices; absent of a file whose prices are those of the shop. */
  currency?: string | undefined;
  variants: ImportedVariant[];
  /** In their order. Absent of a file that names none. */
  pictures?: ImportedPicture[] | undefined;
};
