import { createShopClient } from '@ecommerce/client';

/** The APIs of the shop, on the origin of this page, and the session of the person at it. */
export const shop = createShopClient({ session: 'cookie' });
