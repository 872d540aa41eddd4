import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { announceTree } from '../announceCategories.ts';

/**
 * Once a day, by hand, or with a dead letter (`npm run redrive`): publishes where every category stands. So a subscriber that is new, or
 * has missed an event, has all of them within a day.
 */
export const handler = eventHandler(async () => ({ categories: await announceTree() }));
