import type { IncomingHttpHeaders } from 'node:http';
import { atomically } from '../database.ts';
import { API_VERSION, type QueueEvent, writeEvent } from '../eventLog.ts';
import { newId, type PaymentStore } from '../store.ts';
import { type Keys, keyKind, publicPart, secretKeyRequired } from './access.ts';
import { type Answer, ApiError } from './apiError.ts';
import { expand } from './expand.ts';
import { openKeys, type Remembered } from './idempotency.ts';
import { parseParams, refuseUnknown, textList } from './params.ts';
import { type ApiRoute, apiRoutes } from './routes.ts';

type ApiRequest = {
  method: string;
  /** Without `/v1`. */
  path: string;
  /** Form-encoded: the body of a POST, the query of a GET. */
  encoded: string;
  headers: IncomingHttpHeaders;
};

type ApiReply = Answer & {
  headers: Record<string, string>;
};

/**
 * Handles one request; its changes are stored when this returns. Answers the caller's mistakes with an error and never throws for them.
 */
export type Api = (request: ApiRequest) => ApiReply;

/** Creates Stripe's API on top of `store`. */
export const createApi = (store: PaymentStore, access: Keys, queueEvent: QueueEvent): Api => {
  const keys = openKeys(store.database);

  const perform = (request: ApiRequest, requestId: string): Answer & Partial<Remembered> => {
    const params = parseParams(request.encoded);
    const kind = keyKind(request.headers, params, access);
    const { route, id } = routeOf(request);
    if (kind === 'publishable' && !route.isPublic) throw secretKeyRequired();
    const { key: _, ...named } = params;
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    const idempotencyKey = typeof key === 'string' ? key : undefined;
    const use =
      idempotencyKey === undefined
        ? undefined
        : { by: kind, key: idempotencyKey, path: `/v1${request.path}`, params: request.encoded };
    const remembered = use && keys.recall(use);
    if (remembered) return remembered;
    refuseUnknown(named, route.params);
    const run = (): Answer => {
      const answer = route.run({
        store,
        params: named,
        id,
        isPublic: kind === 'publishable',
        emitEvent: (event) => writeEvent(store, queueEvent, { requestId, idempotencyKey }, event),
      });
      const expanded = { ...answer, body: expand(store, answer.body, textList(named, 'expand')) };
      const shown = kind === 'publishable' ? { ...expanded, body: publicPart(expanded.body) } : expanded;
      if (use) keys.remember(use, shown, requestId);
      return shown;
    };
    try {
      return request.method === 'GET' ? run() : atomically(store.database, run);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const refusal = kind === 'publishable' ? { ...error.answer, body: publicPart(error.answer.body) } : error.answer;
      if (use && error.hadBegun) keys.remember(use, refusal, requestId);
      return refusal;
    }
  };

  return (request) => {
    const requestId = newId('req').slice(0, 18);
    const key = request.headers['idempotency-key'];
    const headers = {
      'request-id': requestId,
      'stripe-version': String(request.headers['stripe-version'] ?? API_VERSION),
      ...(typeof key === 'string' && request.method === 'POST' ? { 'idempotency-key': key } : {}),
    };
    try {
      const { requestId: original, ...answer } = perform(request, requestId);
      const again = original && { 'idempotent-replayed': 'true', 'original-request': original };
      return { ...answer, headers: { ...headers, ...again } };
    } catch (error) {
      if (error instanceof ApiError) return { ...error.answer, headers };
      const { message } = error instanceof Error ? error : new Error(String(error));
      return { status: 500, body: { error: { message, type: 'api_error' } }, headers };
    }
  };
};

const routeOf = ({ method, path }: ApiRequest): { route: ApiRoute; id: string } => {
  for (const route of apiRoutes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, id: match[1] ?? '' };
  }
  throw new ApiError(
    404,
    `Unrecognized request URL (${method}: /v1${path}). The test payment provider plays a part of Stripe's API.`,
  );
};
