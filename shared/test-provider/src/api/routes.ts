import type { Kind } from '../store.ts';
import { noSuch } from './apiError.ts';
import { confirmParams } from './confirm.ts';
import { listOf, listParams, searchParams, searchPaymentIntents } from './lists.ts';
import { type Operation, ok } from './operation.ts';
import * as payments from './paymentIntents.ts';
import * as refunds from './refunds.ts';

export type ApiRoute = {
  method: 'GET' | 'POST';
  /** The only capturing group is the id. */
  path: RegExp;
  params: readonly string[];
  run: Operation;
  /** Whether a browser may call it, with the publishable key and a client secret. */
  isPublic?: boolean;
};

const getOne =
  (kind: Kind): Operation =>
  ({ store, id }) => {
    const object = store.find(kind, id);
    if (object === undefined) throw noSuch(kind, id, 'id');
    return ok(object);
  };

/** The part of Stripe's API that the provider emulates. */
export const apiRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: /^\/payment_intents$/, params: payments.createParams, run: payments.createPaymentIntent },
  {
    method: 'GET',
    path: /^\/payment_intents$/,
    params: listParams,
    run: listOf('payment_intent', '/v1/payment_intents'),
  },
  { method: 'GET', path: /^\/payment_intents\/search$/, params: searchParams, run: searchPaymentIntents },
  {
    method: 'GET',
    path: /^\/payment_intents\/([^/]+)$/,
    params: ['client_secret', 'expand'],
    run: payments.getPaymentIntent,
    isPublic: true,
  },
  {
    method: 'POST',
    path: /^\/payment_intents\/([^/]+)$/,
    params: payments.updateParams,
    run: payments.updatePaymentIntent,
  },
  {
    method: 'POST',
    path: /^\/payment_intents\/([^/]+)\/confirm$/,
    params: confirmParams,
    run: payments.confirmPaymentIntent,
    isPublic: true,
  },
  {
    method: 'POST',
    path: /^\/payment_intents\/([^/]+)\/cancel$/,
    params: payments.cancelParams,
    run: payments.cancelPaymentIntent,
  },
  {
    method: 'GET',
    path: /^\/charges$/,
    params: [...listParams, 'payment_intent'],
    run: listOf('charge', '/v1/charges'),
  },
  { method: 'GET', path: /^\/charges\/([^/]+)$/, params: ['expand'], run: getOne('charge') },
  { method: 'POST', path: /^\/refunds$/, params: refunds.refundParams, run: refunds.createRefund },
  {
    method: 'GET',
    path: /^\/refunds$/,
    params: [...listParams, 'payment_intent', 'charge'],
    run: listOf('refund', '/v1/refunds'),
  },
  { method: 'GET', path: /^\/refunds\/([^/]+)$/, params: ['expand'], run: refunds.getRefund },
  { method: 'POST', path: /^\/refunds\/([^/]+)$/, params: ['metadata', 'expand'], run: refunds.updateRefund },
  { method: 'GET', path: /^\/events$/, params: [...listParams, 'type', 'types'], run: listOf('event', '/v1/events') },
  { method: 'GET', path: /^\/events\/([^/]+)$/, params: ['expand'], run: getOne('event') },
];
