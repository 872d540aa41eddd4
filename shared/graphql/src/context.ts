import { createShopClient, type Schemas, type ShopClient, type ShopClientOptions } from '@ecommerce/client';
import DataLoader from 'dataloader';
import { codedError, dataOf, dataOrNull } from './errors.ts';

/** How the REST APIs are called. */
export type RestOptions = Pick<ShopClientOptions, 'baseUrl' | 'services' | 'fetch'>;

export type RestProduct = Schemas['products']['ListedProduct'];
export type DetailedProduct = Schemas['products']['Product'];

/** What resolvers have in common during one request. */
export type ShopContext = {
  shop: ShopClient;
  /** Reads products by id, each at most once. */
  products: DataLoader<string, RestProduct | null>;
  /** Reads a product with its variants and images by id, once. */
  details: (id: string) => Promise<DetailedProduct | null>;
  /** Reads the same by a slug, once. */
  bySlug: (slug: string) => Promise<DetailedProduct | null>;
  /** The caller's token. */
  token: string | undefined;
  /** The signature of whoever has the secret of the payment provider's webhook. */
  signature: string | undefined;
  /** How many sign-ins this request has tried. */
  logins: number;
};

/** More would make one request hundreds. */
const MAX_PRODUCTS = 100;

/** How many products are read with their variants: each is a request of its own. */
const MAX_DETAILED = 20;

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

/** What can be the id of a product in a path: no part of another route. */
const ID_IN_PATH = /^(?!pending$)[\w-]{1,128}$/;

/** Reads a product with its variants; `null` if it is not on sale. */
const readDetails = async (shop: ShopClient, id: string): Promise<DetailedProduct | null> =>
  ID_IN_PATH.test(id) ? dataOrNull(shop.products.GET('/products/{id}', { params: { path: { id } } })) : null;

/** What can be a slug in a path. */
const SLUG_IN_PATH = /^[\w-]{1,128}$/;

/** Reads the product that a slug leads to, with its variants; `null` if there is none on sale. */
const readBySlug = async (shop: ShopClient, slug: string): Promise<DetailedProduct | null> =>
  SLUG_IN_PATH.test(slug)
    ? dataOrNull(shop.products.GET('/products/by-slug/{slug}', { params: { path: { slug } } }))
    : null;

/** Creates the context of a request: a client of the REST APIs with the caller's token. */
export const createContext = (request: Request, options: RestOptions): ShopContext => {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const headers = FORWARDED.flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const shop = createShopClient({ ...options, token: () => token, headers: Object.fromEntries(headers), retries: 1 });
  const signature = request.headers.get('stripe-signature') ?? undefined;
  return { shop, ...productLoaders(shop), token, signature, logins: 0 };
};

/** Creates what reads the products of a request. A product that is read with its variants is not read without them too. */
const productLoaders = (shop: ShopClient): Pick<ShopContext, 'products' | 'details' | 'bySlug'> => {
  const countProducts = counter(MAX_PRODUCTS, (most) => `The details of at most ${most} products can be read at once.`);
  const countDetailed = counter(
    MAX_DETAILED,
    (most) => `The variants of at most ${most} products can be read at once.`,
  );
  const once = (known: Map<string, Promise<DetailedProduct | null>>, read: typeof readDetails) => (name: string) => {
    const present = known.get(name);
    if (present) return present;
    countDetailed(1);
    const reading = read(shop, name);
    known.set(name, reading);
    return reading;
  };
  const detailed = new Map<string, Promise<DetailedProduct | null>>();
  const products = new DataLoader<string, RestProduct | null>(async (ids) => {
    countProducts(ids.length);
    const others = ids.filter((id) => !detailed.has(id));
    const found = new Map(others.map((id, index) => [id, index]));
    const listed = await readProducts(shop, others);
    return Promise.all(ids.map(async (id) => (await detailed.get(id)) ?? listed[found.get(id) ?? -1] ?? null));
  });
  return { products, details: once(detailed, readDetails), bySlug: once(new Map(), readBySlug) };
};

const counter = (most: number, message: (most: number) => string) => {
  let count = 0;
  return (more: number): void => {
    count += more;
    if (count > most) throw codedError('INVALID_INPUT', message(most));
  };
};
