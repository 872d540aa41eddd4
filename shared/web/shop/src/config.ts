/** The name of the shop, in titles and in its header. */
export const SHOP_NAME = 'Example Shop';
