import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeMfa } from '../mfa/mfa.ts';
import { removeMfaRoute } from '../mfa/mfaRoutes.ts';

/** Removes the authenticator app of an account. */
export const handler = httpHandler(removeMfaRoute, async ({ caller, path }) => {
  await removeMfa(caller, path.id);
  return respond({ msg: 'Two-factor sign-in is off.' });
});
