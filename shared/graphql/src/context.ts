import { createShopClient, type Schemas, type ShopClient, type ShopClientOptions } from '@ecommerce/client';
import DataLoader from 'dataloader';
import { codedError, dataOf } from './errors.ts';

/** How the REST APIs are called. */
export type RestOptions = Pick<ShopClientOptions, 'baseUrl' | 'services' | 'fetch'>;

export type RestProduct = Schemas['products']['ListedProduct'];

/** What resolvers have in common during one request. */
export type ShopContext = {
  shop: ShopClient;
  /** Reads products by id, each at most once. */
  products: DataLoader<string, RestProduct | null>;
  /** The caller's token. */
  token: string | undefined;
  /** The signature of whoever has the secret of the payment provider's webhook. */
  signature: string | undefined;
  /** How many sign-ins this request has tried. */
  logins: number;
};

/** More would make one request hundreds. */
const MAX_PRODUCTS = 100;

/** What the REST API takes as an id. Anything else names no product, and would make it reject all ids of the request. */
const POSSIBLE_ID = /^[^,]{1,128}$/;

/** Headers that go on to the REST APIs; the last two prove that the request came through the gateway, and from which address. */
const FORWARDED = ['x-correlation-id', 'accept-language', 'x-gateway-key', 'x-client-address'];

/** Reads products in the order of `ids` with one request; `null` where there is none on sale. */
const readProducts = async (shop: ShopClient, ids: readonly string[]): Promise<(RestProduct | null)[]> => {
  const asked = ids.filter((id) => POSSIBLE_ID.test(id));
  if (asked.length === 0) return ids.map(() => null);
  const { products } = await dataOf(shop.products.GET('/products', { params: { query: { ids: asked.join(',') } } }));
  const found = new Map(products.map((product) => [product.id, product]));
  return ids.map((id) => found.get(id) ?? null);
};

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
    return readProducts(shop, ids);
  });
  return { shop, products, token, signature: request.headers.get('stripe-signature') ?? undefined, logins: 0 };
};
