import { readEnvironment } from '@ecommerce/shared/config.ts';
import * as z from 'zod';

/** The currency of new products and of prices in searches: the stage parameter `currency`. */
export const { SHOP_CURRENCY } = readEnvironment({ SHOP_CURRENCY: z.string().regex(/^[A-Z]{3}$/) });
