import { ShopError } from '@ecommerce/client';
import type { DataProvider, GetListParams, RaRecord } from 'react-admin';
import { customerData } from './customers/customerData.ts';
import { discountData } from './discounts/discountData.ts';
import { errorText } from './errorText.ts';
import { fieldErrors } from './formValues.ts';
import { i18nProvider } from './i18nProvider.ts';
import { orderData } from './orders/orderData.ts';
import { bannerData, categoryData } from './pictures/pictureData.ts';
import { productData } from './products/productData.ts';
import type { Fields, ResourceData } from './resource.ts';
import { settingsData } from './settings/settingsData.ts';
import { webhookData } from './webhooks/webhookData.ts';

const resources: Record<string, ResourceData> = {
  banners: bannerData,
  categories: categoryData,
  customers: customerData,
  discounts: discountData,
  orders: orderData,
  products: productData,
  settings: settingsData,
  webhooks: webhookData,
};

/** Says what went wrong in the person's language, and lets a form show what the API says about its fields. */
const explained = async <Result>(call: Promise<Result>): Promise<Result> => {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    const { translate } = i18nProvider;
    const { issues } = error.failure;
    const message = errorText(error, translate);
    throw Object.assign(error, { message }, issues && { body: { errors: fieldErrors(issues, translate) } });
  }
};

const operation = <Name extends keyof ResourceData>(resource: string, name: Name): NonNullable<ResourceData[Name]> => {
  const found = resources[resource]?.[name];
  if (found === undefined) throw new Error(`The APIs cannot ${name} ${resource}.`);
  return found;
};

/** The cursors of the pages that were read, by list and filter: the APIs page by cursor, react-admin by number. */
const cursors = new Map<string, (string | undefined)[]>();

const readPage = async (resource: string, params: GetListParams) => {
  const list = operation(resource, 'list');
  const { page = 1, perPage = 25 } = params.pagination ?? {};
  const filter = Object.fromEntries(Object.entries(params.filter).filter(([, value]) => value !== ''));
  const key = JSON.stringify([resource, perPage, filter]);
  const read = cursors.get(key) ?? [undefined];
  cursors.set(key, read);
  for (let at = Math.min(page, read.length); ; at += 1) {
    const cursor = read[at - 1];
    const { rows, next } = await explained(
      list({ ...filter, limit: perPage, ...(cursor !== undefined && { cursor }) }),
    );
    if (next !== undefined) read[at] = next;
    if (at === page || next === undefined)
      return {
        data: at === page ? rows : [],
        pageInfo: { hasNextPage: next !== undefined, hasPreviousPage: page > 1 },
      };
  }
};

const unsupported = (): never => {
  throw new Error('The APIs have no such route.');
};

type Update = { id: string; data: Fields; previousData: RaRecord };

/** What react-admin's lists and forms need, with the routes of the shop. Actions call the routes themselves. */
export const dataProvider = {
  getList: readPage,
  getOne: async (resource: string, { id }: { id: string }) => ({
    data: await explained(operation(resource, 'read')(id)),
  }),
  getMany: async (resource: string, { ids }: { ids: string[] }) => ({
    data: await Promise.all(ids.map((id) => explained(operation(resource, 'read')(id)))),
  }),
  create: async (resource: string, { data }: { data: Fields }) => ({
    data: await explained(operation(resource, 'create')(data)),
  }),
  update: async (resource: string, { id, data, previousData }: Update) => ({
    data: await explained(operation(resource, 'update')(id, data, previousData)),
  }),
  delete: async (resource: string, { id, previousData }: { id: string; previousData?: RaRecord }) => {
    await explained(operation(resource, 'remove')(id));
    return { data: previousData ?? { id } };
  },
  deleteMany: unsupported,
  updateMany: unsupported,
  getManyReference: unsupported,
} as unknown as DataProvider;
