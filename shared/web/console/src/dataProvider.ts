import { unwrap } from '@ecommerce/client';
import type { DataProvider, GetListParams, RaRecord } from 'react-admin';
import { shop } from './shop.ts';

type Page = { rows: RaRecord[]; next: string | undefined };
type Query = { limit: number; cursor?: string } & Record<string, string | number>;

const lists: Record<string, (query: Query) => Promise<Page>> = {
  orders: async (query) => {
    const { orders, nextCursor } = await unwrap(shop.orders.GET('/admin/orders', { params: { query } }));
    return { rows: orders, next: nextCursor };
  },
  products: async (query) => {
    const { products, nextCursor } = await unwrap(
      shop.products.GET('/products', { params: { query }, cache: 'no-cache' }),
    );
    return { rows: products, next: nextCursor };
  },
};

const records: Record<string, (id: string) => Promise<RaRecord>> = {
  orders: async (id) => {
    const [order, listed] = await Promise.all([
      unwrap(shop.orders.GET('/orders/{id}', { params: { path: { id } } })),
      unwrap(shop.orders.GET('/admin/orders', { params: { query: { q: id } } })), // has the customer
    ]);
    return { ...order, email: listed.orders[0]?.email };
  },
  products: (id) => unwrap(shop.products.GET('/products/{id}', { params: { path: { id } }, cache: 'no-cache' })),
};

/** The cursors of the pages that were read, by list and filter: the APIs page by cursor, react-admin by number. */
const cursors = new Map<string, (string | undefined)[]>();

const readPage = async (resource: string, params: GetListParams) => {
  const list = known(lists, resource);
  const { page = 1, perPage = 25 } = params.pagination ?? {};
  const filter = Object.fromEntries(Object.entries(params.filter).filter(([, value]) => value !== ''));
  const key = JSON.stringify([resource, perPage, filter]);
  const read = cursors.get(key) ?? [undefined];
  cursors.set(key, read);
  for (let at = Math.min(page, read.length); ; at += 1) {
    const cursor = read[at - 1];
    const { rows, next } = await list({ ...filter, limit: perPage, ...(cursor !== undefined && { cursor }) });
    if (next !== undefined) read[at] = next;
    if (at === page || next === undefined)
      return {
        data: at === page ? rows : [],
        pageInfo: { hasNextPage: next !== undefined, hasPreviousPage: page > 1 },
      };
  }
};

const known = <Entry>(entries: Record<string, Entry>, resource: string): Entry => {
  const entry = entries[resource];
  if (entry === undefined) throw new Error(`There is no resource ${resource}.`);
  return entry;
};

const unsupported = (): never => {
  throw new Error('The APIs have no such route.');
};

/** What react-admin's lists and forms need, with the routes of the shop. Actions call the routes themselves. */
export const dataProvider = {
  getList: readPage,
  getOne: async (resource: string, { id }: { id: string }) => ({ data: await known(records, resource)(id) }),
  getMany: async (resource: string, { ids }: { ids: string[] }) => ({
    data: await Promise.all(ids.map(known(records, resource))),
  }),
  update: unsupported,
  create: unsupported,
  delete: unsupported,
  deleteMany: unsupported,
  updateMany: unsupported,
  getManyReference: unsupported,
} as unknown as DataProvider;
