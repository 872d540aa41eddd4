import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { refreshTokenRoute } from '../account/accountRoutes.ts';
import { refreshTokenOf } from '../account/refreshCookie.ts';
import { refreshTokens } from '../account/signInPool.ts';

/** Returns new tokens, without a new refresh token. */
export const handler = httpHandler(
  refreshTokenRoute,
  async ({ body, ...request }) =>
    respond({ msg: 'Tokens successfully refreshed!', tokens: await refreshTokens(refreshTokenOf(request, body)) }),
  rateLimit(refreshTokenRoute),
);
