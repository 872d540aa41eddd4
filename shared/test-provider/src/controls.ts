import * as z from 'zod';
import { type Answer, ApiError, invalid, noSuch } from './api/apiError.ts';
import { ok } from './api/operation.ts';
import { settleRefund } from './api/refunds.ts';
import { atomically } from './database.ts';
import type { Deliveries } from './deliveries.ts';
import { type QueueEvent, writeEvent } from './eventLog.ts';
import { findPayment, ledger } from './ledger.ts';
import { decoded } from './serve.ts';
import type { PaymentStore } from './store.ts';

type ControlRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  /** JSON. */
  body: string;
};

/** Routes that Stripe does not have: the ledger, and the switches that tests use. Returns `undefined` for any other path. */
export type Controls = (request: ControlRequest) => Answer | undefined;

/** The events of one order or payment, or of all of them when `order` is left out. */
const Hold = z.strictObject({ order: z.string().min(1).default('*') });
const Release = Hold.extend({ reversed: z.boolean().default(false) });
const Send = z.strictObject({ times: z.int().min(1).max(1000).default(1) });
const Settle = z.strictObject({ status: z.enum(['succeeded', 'failed']).default('succeeded') });
const Whose = z.strictObject({ order: z.string().optional() });
const Which = Whose.extend({ event: z.string().optional() });

type ControlOptions = {
  store: PaymentStore;
  deliveries: Deliveries;
  queueEvent: QueueEvent;
  publishableKey: string;
};

/** Creates the control routes that the README describes. */
export const createControls = ({ store, deliveries, queueEvent, publishableKey }: ControlOptions): Controls => {
  const payment = (id: string): Answer => {
    const [entry] = ledger(store, id);
    const found = findPayment(store, id);
    if (!entry || !found) throw noSuch('payment_intent', id, 'id');
    return ok({ ...entry, clientSecret: found.client_secret, publishableKey, lastError: found.last_payment_error });
  };
  const sendAgain = (id: string, body: string): Answer => {
    const { times } = parsed(Send, body);
    const event = store.find('event', id);
    const object = event?.data.object as { object?: string; id?: string; payment_intent?: string } | undefined;
    const about = object?.object === 'payment_intent' ? object.id : object?.payment_intent;
    const found = store.find('payment_intent', String(about));
    if (!event || !found) throw noSuch('event', id, 'id');
    atomically(store.database, () => deliveries.queue(event, found, times));
    deliveries.wake();
    return ok({ event: id, times });
  };
  const settle = (id: string, body: string): Answer => {
    const params = parsed(Settle, body);
    const call = { store, params, id, isPublic: false };
    const answer = atomically(store.database, () =>
      settleRefund({ ...call, emitEvent: (event) => writeEvent(store, queueEvent, null, event) }),
    );
    deliveries.wake();
    return answer;
  };
  const post = (path: string, body: string): Answer | undefined => {
    const [, thing, id = '', action] = /^\/test\/(\w+)(?:\/([^/]+)\/(\w+))?$/.exec(path) ?? [];
    if (thing === 'hold') {
      deliveries.hold(parsed(Hold, body).order);
      return ok({});
    }
    if (thing === 'release') {
      const { order, reversed } = parsed(Release, body);
      deliveries.release(order, reversed);
      return ok({});
    }
    if (thing === 'events' && action === 'send') return sendAgain(id, body);
    return thing === 'refunds' && action === 'settle' ? settle(id, body) : undefined;
  };
  const get = (path: string, query: URLSearchParams): Answer | undefined => {
    const asked = Object.fromEntries(query);
    if (path === '/test/counts') return ok(counts(store));
    if (path === '/ledger') return ok(ledger(store, checked(Whose, asked).order));
    if (path === '/test/deliveries') {
      const { order: whose, event } = checked(Which, asked);
      return ok(deliveries.list({ whose, event }));
    }
    const id = /^\/test\/payments\/([^/]+)$/.exec(path)?.[1];
    return id === undefined ? undefined : payment(decoded(id));
  };
  return ({ method, path, query, body }) => {
    try {
      if (method === 'GET') return get(path, query);
      return method === 'POST' ? post(path, body) : undefined;
    } catch (error) {
      if (error instanceof ApiError) return error.answer;
      throw error;
    }
  };
};

/** @throws {ApiError} 400 */
const parsed = <Output>(schema: z.ZodType<Output>, body: string): Output => {
  const json = (() => {
    try {
      return JSON.parse(body || '{}') as unknown;
    } catch {
      throw invalid('The body is not valid JSON.');
    }
  })();
  return checked(schema, json);
};

/** @throws {ApiError} 400, also for an unknown field: ignoring a misspelled filter would apply the command to everything */
const checked = <Output>(schema: z.ZodType<Output>, given: unknown): Output => {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw invalid(z.prettifyError(result.error));
};

/** Counts the payments, and those that nobody has paid or cancelled yet. */
const counts = ({ database }: PaymentStore) => {
  const count = (condition: string) =>
    Number(
      database.prepare(`SELECT count(*) AS n FROM objects WHERE kind = 'payment_intent' AND ${condition}`).get()?.n,
    );
  const isOver = `json_extract(object, '$.status') IN ('succeeded', 'canceled')`;
  return { all: count('TRUE'), waiting: count(`NOT ${isOver}`) };
};
