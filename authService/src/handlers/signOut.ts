import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signOutRoute } from '../account/accountRoutes.ts';
import { withoutCookie } from '../account/refreshCookie.ts';
import { signOut } from '../account/userPool.ts';

/** Ends all sessions of an account. */
export const handler = httpHandler(
  signOutRoute,
  async ({ body, ...request }) => {
    await signOut(body.accessToken);
    return { ...respond({ msg: 'User succesfully signed out!' }), ...withoutCookie(request) };
  },
  rateLimit(signOutRoute),
);
