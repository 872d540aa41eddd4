import { createTable, createTableOf } from '../../shared/test/tables.ts';

/** Makes the tables about customers as the template describes them. Endpoint and region from the environment. */
export const createShopperTables = async (): Promise<void> => {
  await createTable('Reviews', 'id', { byApprovedProduct: 'approvedOf', byPending: 'awaits', byAuthor: 'authorId' });
  await createTable('WishLists', 'customerId');
  await createTableOf('StockAlerts', 'list', 'entry');
};
