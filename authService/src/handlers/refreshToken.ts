import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { RefreshTokenBody } from '../account.ts';
import { sessionLimit } from '../rateLimits.ts';
import { refreshTokens } from '../userPool.ts';

/** `POST /refresh-token` → 200 `{ msg, tokens }`, without a new refresh token. */
export const handler = httpHandler(
  { body: RefreshTokenBody, rateLimit: sessionLimit, failureMsg: 'refresh-token failed' },
  async ({ body }) => ok({ msg: 'Tokens successfully refreshed!', tokens: await refreshTokens(body.refreshToken) }),
);
