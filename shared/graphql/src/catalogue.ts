import type { GraphQLResolveInfo } from 'graphql';
import type { DetailedProduct, RestProduct, ShopContext } from './context.ts';
import { codedError, dataOf } from './errors.ts';
import { asksFor } from './selection.ts';

/** A product as `GET /products/{id}` has it, or as a cart or an order does: the rest is read when it is asked for. */
export type ProductSource = {
  id: string;
  rest?: RestProduct;
  name?: string;
  price?: number | null;
  imageUrl?: string | null;
  stock?: number;
  /** Whether its variants, images or rating are asked for: then the rest is read with them. */
  isDetailed?: boolean;
};

/** The fields of a product that only `GET /products/{id}` has. */
const DETAILED = ['variants', 'images', 'rating'];

/** Returns whether a query asks for more of a product than lists show. */
export const asksForDetails = (info: GraphQLResolveInfo): boolean => asksFor(info, DETAILED);

const productSource = (rest: RestProduct): ProductSource => ({
  id: rest.id,
  rest,
  name: rest.productName,
  price: rest.productPrice,
  imageUrl: rest.imageUrl,
  stock: rest.quantity,
});

/** Reads a product, with its variants if they are asked for; `null` if it is not on sale. */
export const readProduct = async (
  id: string,
  { products, details }: ShopContext,
  info: GraphQLResolveInfo,
): Promise<ProductSource | null> => {
  const product = await (asksForDetails(info) ? details(id) : products.load(id));
  return product && productSource(product);
};

/** The product that a query names: by one of the two. */
type Named = { id?: string | null; slug?: string | null };

export type Page = { limit: number; cursor?: string | null };
type Sort = 'RELEVANCE' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC';
type Search = Page & { [Name in 'category' | 'q' | 'minPrice' | 'maxPrice']?: string | null } & {
  sort?: Sort | null;
  attr?: AttributeFilter[] | null;
};
type AttributeFilter = { name: string; values: string[] };

const SORTS = { RELEVANCE: 'relevance', NEWEST: 'newest', PRICE_ASC: 'price-asc', PRICE_DESC: 'price-desc' } as const;

/** Leaves out what is null: to GraphQL it is the same as absent. */
export const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as {
    [Name in keyof Fields]: Exclude<Fields[Name], null>;
  };

/** Returns the values of each name: a name may come more than once. One without values would filter nothing. */
const attributesOf = (filters: AttributeFilter[]): Record<string, string[]> => {
  if (filters.some(({ values }) => values.length === 0)) {
    const issues = [{ path: 'attr', message: 'must have values for each name' }];
    throw codedError('INVALID_INPUT', 'attr: must have values for each name', { issues });
  }
  const byName = Map.groupBy(filters, ({ name }) => name);
  return Object.fromEntries([...byName].map(([name, same]) => [name, same.flatMap(({ values }) => values)]));
};

const MAX_OFFSET = 1000;
const MAX_LIMIT = 100;

const inRange = (name: string, value: number, from: number, to: number, advice = ''): void => {
  if (value >= from && value <= to) return;
  const message = `must be from ${from} to ${to}`;
  throw codedError('INVALID_INPUT', `${name}: ${message}${advice}`, { issues: [{ path: name, message }] });
};

/** Reads the products from `offset` on, in as few requests as possible: the REST API has pages of 100 and cursors. */
const productsFrom = async (offset: number, limit: number, { shop }: ShopContext): Promise<RestProduct[]> => {
  const read: RestProduct[] = [];
  const end = offset + limit;
  let cursor: string | undefined;
  do {
    const query = { limit: Math.min(MAX_LIMIT, end - read.length), ...(cursor === undefined ? {} : { cursor }) };
    const page = await dataOf(shop.products.GET('/products', { params: { query } }));
    read.push(...page.products);
    cursor = page.nextCursor;
  } while (cursor !== undefined && read.length < end);
  return read.slice(offset, end);
};

/** Returns a product as lists show it, or with its variants if they are asked for too. */
const restOf = async ({ id, rest, isDetailed }: ProductSource, { products, details }: ShopContext) =>
  rest ?? (isDetailed ? details(id) : products.load(id));

/** Reads a field of a product that carts and orders do not know. */
const listedField =
  <Name extends 'slug' | 'currency' | 'description' | 'category' | 'createdAt' | 'highestPrice'>(name: Name) =>
  async (source: ProductSource, _: unknown, context: ShopContext): Promise<RestProduct[Name] | null> =>
    (await restOf(source, context))?.[name] ?? null;

/** Returns a product with its variants. */
const detailsOf = async ({ id, rest }: ProductSource, { details }: ShopContext): Promise<DetailedProduct | null> =>
  rest && 'variants' in rest ? (rest as DetailedProduct) : details(id);

type RestImage = DetailedProduct['images'][number];

const imageOf = ({ renditions, ...image }: RestImage) => ({ ...image, ...renditions });

const variantOf = (
  { options, quantity, imageId, ...variant }: DetailedProduct['variants'][number],
  images: RestImage[],
) => {
  const image = images.find(({ id }) => id === imageId);
  return {
    ...variant,
    name: Object.values(options).join(' / ') || null,
    options: Object.entries(options).map(([name, value]) => ({ name, value })),
    image: image && imageOf(image),
    stock: quantity,
  };
};

const named = <Category extends { categoryName: string }>({ categoryName: name, ...rest }: Category) => ({
  name,
  ...rest,
});

export const catalogue = {
  Query: {
    products: async (_: unknown, { limit, offset }: { limit: number; offset: number }, context: ShopContext) => {
      inRange('limit', limit, 1, MAX_LIMIT);
      inRange('offset', offset, 0, MAX_OFFSET, '; for more use productPage with its cursor');
      return (await productsFrom(offset, limit, context)).map(productSource);
    },
    productPage: async (
      _: unknown,
      { sort, attr, ...search }: Search,
      { shop }: ShopContext,
      info: GraphQLResolveInfo,
    ) => {
      const query = {
        ...given(search),
        ...(sort ? { sort: SORTS[sort] } : {}),
        ...(attr ? { attr: attributesOf(attr) } : {}),
        ...(asksFor(info, ['facets', 'total']) ? { facets: 'true' as const } : {}),
      };
      const { products, facets = [], ...page } = await dataOf(shop.products.GET('/products', { params: { query } }));
      return { ...page, products: products.map(productSource), facets };
    },
    product: async (_: unknown, { id, slug }: Named, context: ShopContext, info: GraphQLResolveInfo) => {
      if (id != null && slug == null) return readProduct(id, context, info);
      if (id != null || slug == null) throw codedError('INVALID_INPUT', 'Name a product by its id or by a slug.');
      const product = await context.bySlug(slug);
      return product && productSource(product);
    },
    categories: async (_: unknown, page: Page, { shop }: ShopContext) => {
      const call = shop.categories.GET('/categories', { params: { query: given(page) } });
      const categories = await dataOf(call);
      const nextCursor = (await call).response.headers.get('x-next-cursor');
      return { categories: categories.map(named), nextCursor };
    },
    categoryTree: async (_: unknown, __: unknown, { shop }: ShopContext) => {
      const { categories } = await dataOf(shop.categories.GET('/categories/tree'));
      return categories.map(({ path, ...category }) => ({ ...named(category), path: path.map(named) }));
    },
    banners: (_: unknown, page: Page, { shop }: ShopContext) =>
      dataOf(shop.banners.GET('/banners', { params: { query: given(page) } })),
  },
  Product: {
    slug: listedField('slug'),
    currency: listedField('currency'),
    description: listedField('description'),
    category: listedField('category'),
    createdAt: listedField('createdAt'),
    highestPrice: listedField('highestPrice'),
    options: async (source: ProductSource, _: unknown, context: ShopContext) =>
      (await restOf(source, context))?.options ?? [],
    variants: async (source: ProductSource, _: unknown, context: ShopContext) => {
      const product = await detailsOf(source, context);
      return product?.variants.map((variant) => variantOf(variant, product.images)) ?? [];
    },
    images: async (source: ProductSource, _: unknown, context: ShopContext) =>
      (await detailsOf(source, context))?.images.map(imageOf) ?? [],
    rating: async (source: ProductSource, _: unknown, context: ShopContext) =>
      (await detailsOf(source, context))?.rating ?? null,
  },
};
