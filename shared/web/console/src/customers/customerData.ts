import { unwrap } from '@ecommerce/client';
import type { ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

export const customerData: ResourceData = {
  list: async (query) => {
    const { users, nextCursor } = await unwrap(shop.auth.GET('/users', { params: { query } }));
    return { rows: users.map((user) => ({ ...user, id: user.userId })), next: nextCursor };
  },
  read: async (id) => {
    const account = await unwrap(shop.auth.GET('/users/{id}', { params: { path: { id } } }));
    return { ...account, id: account.userId };
  },
};
