import type { Schemas } from '@ecommerce/client';

/** A product as lists show it. */
export type Product = Schemas['products']['ListedProduct'];

/** A product with its variants and pictures. */
export type DetailedProduct = Schemas['products']['Product'];

export type Variant = DetailedProduct['variants'][number];
