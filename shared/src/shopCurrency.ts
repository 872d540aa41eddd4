import * as z from 'zod';
import { readEnvironment } from './config.ts';

/** The currency of new products, of prices in searches, and of amounts in settings and discounts: the stage parameter `currency`. */
export const { SHOP_CURRENCY } = readEnvironment({ SHOP_CURRENCY: z.string().regex(/^[A-Z]{3}$/) });
