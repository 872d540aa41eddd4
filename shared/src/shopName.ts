import { name, readEnvironment } from './config.ts';

const { SHOP_NAME } = readEnvironment({ SHOP_NAME: name });

/** The shop's name for people, the stage parameter `shopName`; the environment holds it percent-encoded. */
export const shopName: string = decodeURIComponent(SHOP_NAME);
