import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { preferredLanguage } from '@ecommerce/shared/languages/language.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signUp } from '../signUp/signUp.ts';
import { signUpRoute } from '../signUp/signUpRoutes.ts';

/** Creates an account and emails its code. The response is the same for the address of a confirmed account. */
export const handler = httpHandler(
  signUpRoute,
  async ({ body, headers }) => {
    await signUp({ ...body, locale: preferredLanguage(headers['accept-language']) });
    return respond({ msg: 'Account created. Please varify your email.' });
  },
  rateLimit(signUpRoute),
);
