import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { RefreshTokenBody } from '../account/account.ts';
import { sessionLimit } from '../account/rateLimits.ts';
import { refreshTokens } from '../account/userPool.ts';

/** `POST /refresh-token` → 200 `{ msg, tokens }`, without a new refresh token. */
export const handler = httpHandler(
  { body: RefreshTokenBody, rateLimit: sessionLimit, failureMsg: 'refresh-token failed' },
  async ({ body }) => ok({ msg: 'Tokens successfully refreshed!', tokens: await refreshTokens(body.refreshToken) }),
);
