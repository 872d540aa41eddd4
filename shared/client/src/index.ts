export { ShopError, unwrap } from './failure.ts';
export type { RefreshTokenStore } from './refreshTokenStore.ts';
export type { Retry } from './send.ts';
export type { ErrorCode, ErrorCodeOf, Failure, Paths, Result, Schemas, Service } from './services.ts';
export type { Session, SignInData } from './session.ts';
export { createShopClient, type ShopClient, type ShopClientOptions } from './shopClient.ts';
