import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { reindexProducts } from '../reindexProducts.ts';

/** By hand, or with a dead letter of the index (`npm run redrive`): every product on sale is indexed anew. */
export const handler = eventHandler(() => reindexProducts());
