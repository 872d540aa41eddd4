import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './apiError.ts';
import type { Params } from './params.ts';

export type Keys = {
  /** `sk_test_…` */
  secretKey: string;
  /** `pk_test_…`, which a browser may know. */
  publishableKey: string;
};

/**
 * Finds out which key a request carries: as Bearer token, as the user name of Basic authentication, or in the parameter `key`, as
 * browsers send it.
 *
 * @throws {ApiError} 401 unless it is the secret or the publishable key
 * @see https://docs.stripe.com/api/authentication
 */
export const keyKind = (headers: IncomingHttpHeaders, params: Params, keys: Keys): 'secret' | 'publishable' => {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
  const basic = () => Buffer.from(value, 'base64').toString().split(':')[0] ?? '';
  const given =
    scheme.toLowerCase() === 'basic' ? basic() : value || (typeof params.key === 'string' ? params.key : '');
  if (given === '')
    throw new ApiError(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://docs.stripe.com/api/authentication for details.",
    );
  if (given === keys.secretKey) return 'secret';
  if (given === keys.publishableKey) return 'publishable';
  throw new ApiError(401, `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(10)}${given.slice(-4)}`);
};

/** 403 for an operation that only the shop's own servers may call. */
export const secretKeyRequired = (): ApiError =>
  new ApiError(
    403,
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
    { code: 'secret_key_required' },
  );

/** The fields of a payment that a browser may see. */
const publicFields = [
  ...['id', 'object', 'amount', 'amount_details', 'automatic_payment_methods', 'canceled_at', 'cancellation_reason'],
  ...['capture_method', 'client_secret', 'confirmation_method', 'created', 'currency', 'description'],
  ...['last_payment_error', 'livemode', 'next_action', 'payment_method', 'payment_method_types', 'processing'],
  ...['receipt_email', 'setup_future_usage', 'shipping', 'source', 'status'],
];

/** Removes the fields that are for the shop's servers only from a payment, also from a payment inside an error. */
export const publicPart = (body: object): object => {
  if ('error' in body) {
    const { payment_intent: payment, ...error } = body.error as { payment_intent?: object };
    return { error: { ...error, ...(payment ? { payment_intent: publicPart(payment) } : {}) } };
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => publicFields.includes(name)));
};
