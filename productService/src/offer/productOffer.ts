import { hashOf, idOfKey } from '@ecommerce/shared/idempotency.ts';
import { minorUnitsOf, Price, toDecimal } from '@ecommerce/shared/money.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName, multiLineText, singleLineText } from '@ecommerce/shared/texts.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';
import { MAX_QUANTITY, type Product } from '../product/product.ts';
import { Attributes, TaxCategory } from '../product/productChange.ts';

const fields = {
  productName: singleLineText(200),
  productPrice: Price,
  description: multiLineText(4000),
  quantity: z.int().min(1).max(MAX_QUANTITY),
  category: CategoryName,
};

/** Body of `POST /get-upload-url`. */
export const CreateUploadUrlBody = UploadFields.extend(fields);

/** Body of `POST /products`. */
export const CreateDraftBody = z.strictObject({
  ...fields,
  attributes: Attributes.optional(),
  taxCategory: TaxCategory.optional(),
});

/** What a seller says about a new product: a draft, if without a file. */
export type ProductOffer = z.infer<typeof CreateUploadUrlBody> | z.infer<typeof CreateDraftBody>;

/** The namespace of the ids of products that were offered with an `Idempotency-Key`. */
const PRODUCT_NAMESPACE = '0f8a3f2e-5a7d-4c61-9d0b-7e2f4b6a9c15';

/** Returns the product id for a seller and an `Idempotency-Key`: the same for each repetition, different for every seller. */
export const productIdOf = (sellerId: string, idempotencyKey: string | undefined): string =>
  idOfKey(idempotencyKey, PRODUCT_NAMESPACE, sellerId);

type Offering = {
  id: string;
  sellerId: string;
  email: string;
  locale?: string | undefined;
  currency: string;
  now: Date;
};

/**
 * Creates the row of a new product: of one with a file, which waits for it, or of a draft.
 *
 * @throws DomainError INVALID_INPUT for a price with more fraction digits than the currency has
 */
export const newProduct = (
  { productPrice, quantity, ...offer }: ProductOffer,
  { now, ...offering }: Offering,
): Product & { requestHash: string } => {
  const unitPrice = minorUnitsOf('productPrice', productPrice, offering.currency);
  return {
    ...offer,
    ...offering,
    unitPrice,
    status: 'fileName' in offer ? AWAITING_IMAGE : 'draft',
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    requestHash: hashOf({ ...offer, quantity, productPrice: toDecimal(unitPrice, offering.currency) }),
  };
};
