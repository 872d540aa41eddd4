import { name, readEnvironment } from './config.ts';

const { SHOP_NAME } = readEnvironment({ SHOP_NAME: name });

/** The shop's name in emails: the stage parameter `shopName`, which the environment contains percent-encoded. */
export const shopName: string = decodeURIComponent(SHOP_NAME);
