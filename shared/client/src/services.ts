import type { components as AuthComponents, paths as AuthPaths } from './generated/auth.ts';
import type { components as BannerComponents, paths as BannerPaths } from './generated/banners.ts';
import type { components as CategoryComponents, paths as CategoryPaths } from './generated/categories.ts';
import type { components as OrderComponents, paths as OrderPaths } from './generated/orders.ts';
import type { components as ProductComponents, paths as ProductPaths } from './generated/products.ts';

/** The routes of each service. */
export type Paths = {
  auth: AuthPaths;
  banners: BannerPaths;
  categories: CategoryPaths;
  products: ProductPaths;
  orders: OrderPaths;
};

/** A service, named as in the paths of the gateway. */
export type Service = keyof Paths;

/** The bodies of requests and answers by service and name: `Schemas['orders']['OrderDetails']`. */
export type Schemas = {
  auth: AuthComponents['schemas'];
  banners: BannerComponents['schemas'];
  categories: CategoryComponents['schemas'];
  products: ProductComponents['schemas'];
  orders: OrderComponents['schemas'];
};

type CodeOfOperation<Operation> = Operation extends {
  responses: { default: { content: { 'application/json': { code: infer Code } } } };
}
  ? Code
  : never;

/** The codes of a route's failures: `ErrorCodeOf<'orders', 'post', '/checkout'>`. */
export type ErrorCodeOf<
  Name extends Service,
  Method extends keyof Paths[Name][Path],
  Path extends keyof Paths[Name],
> = CodeOfOperation<Paths[Name][Path][Method]>;

type CodesOfService<Routes> = {
  [Path in keyof Routes]: { [Method in keyof Routes[Path]]: CodeOfOperation<Routes[Path][Method]> }[keyof Routes[Path]];
}[keyof Routes];

/** The codes of all failures. */
export type ErrorCode = Extract<{ [Name in Service]: CodesOfService<Paths[Name]> }[Service], string>;

/** A failure: `error` of a call. */
export type Failure<Code extends string = ErrorCode> = Schemas[Service]['Failure'] & { code: Code };

/** The outcome of a call: `data` or `error`. */
export type Result<Data, Code extends string = ErrorCode> =
  | { data: Data; error?: never; response: Response }
  | { data?: never; error: Failure<Code>; response: Response };
