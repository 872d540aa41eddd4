import { createTable } from '../../shared/test/tables.ts';

/** Makes the tables of settings and discounts, on the local DynamoDB of a test file. */
export const createShopTables = async (): Promise<void> => {
  await createTable('Settings', 'id');
  await createTable('Discounts', 'id', { byCreation: 'list', automatic: 'automatic' });
  await createTable('DiscountUses', 'id');
};
