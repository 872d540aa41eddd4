import { createShopClient, type Schemas, type ShopClient, type ShopClientOptions } from '@ecommerce/client';
import DataLoader from 'dataloader';
import { codedError, dataOrNull } from './errors.ts';

/** How the REST APIs are called. */
export type RestOptions = Pick<ShopClientOptions, 'baseUrl' | 'services' | 'fetch'>;

export type RestProduct = Schemas['products']['Product'];

/** What resolvers have in common during one request. */
export type ShopContext = {
  shop: ShopClient;
  /** Reads products by id, each at most once. */
  products: DataLoader<string, RestProduct | null>;
  /** The caller's token. */
  token: string | undefined;
  /** How many sign-ins this request has tried. */
  logins: number;
};

/** More would make one request hundreds. */
const MAX_PRODUCTS = 100;

/** Headers that go on to the REST APIs. */
const FORWARDED = ['x-correlation-id', 'accept-language'];

/** Creates the context of a request: a client of the REST APIs with the caller's token. */
export const createContext = (request: Request, options: RestOptions): ShopContext => {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const headers = FORWARDED.flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const shop = createShopClient({ ...options, token: () => token, headers: Object.fromEntries(headers), retries: 1 });
  let read = 0;
  const products = new DataLoader<string, RestProduct | null>(async (ids) => {
    read += ids.length;
    if (read > MAX_PRODUCTS) {
      throw codedError('INVALID_INPUT', `The details of at most ${MAX_PRODUCTS} products can be read at once.`);
    }
    return Promise.all(
      ids.map((id) =>
        dataOrNull(shop.products.GET('/products/{id}', { params: { path: { id } } })).catch((error: Error) => error),
      ),
    );
  });
  return { shop, products, token, logins: 0 };
};
