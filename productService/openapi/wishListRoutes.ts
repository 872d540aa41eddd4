import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { addWishRoute, getWishListRoute, removeWishRoute } from '../src/wishList/wishListRoutes.ts';
import * as answers from './answers.ts';
import { detailedProduct, product, id as productId, variant } from './examples.ts';

const variantId = detailedProduct.variants[1]?.id ?? '';
const example = { path: { variantId } };
const addedAt = '2026-11-27T10:15:00.000Z';

/** What customers keep in mind. */
export const wishing: RouteDescription[] = [
  {
    definition: getWishListRoute,
    summary: 'The caller’s wish list, the last added first',
    description: 'With current names, prices and stock. What is not on sale any more is named as such.',
    answer: answered('The list, of 100 entries at most.', answers.WishList, {
      items: [
        {
          ...{ variantId, productId, onSale: true, name: product.productName, variantName: variant.options.Size },
          ...{ price: variant.price, currency: product.currency, imageUrl: product.imageUrl },
          ...{ quantity: variant.quantity, addedAt },
        },
      ],
    }),
  },
  {
    definition: addWishRoute,
    summary: 'Put a variant on the wish list',
    description: 'A product without variants is named by its own id. Repeating the request changes nothing.',
    example,
    answer: answered('It is on the list.', answers.Wish, { variantId, productId, addedAt }),
  },
  {
    definition: removeWishRoute,
    summary: 'Take a variant off the wish list',
    description: 'Repeating the request changes nothing.',
    example,
    answer: answered('It is not on the list.', answers.NamedVariant, { variantId }),
  },
];
