import type { IncomingMessage } from 'node:http';
import type { Api } from './api/api.ts';
import type { Answer } from './api/apiError.ts';
import type { Controls } from './controls.ts';
import type { Describe } from './pages.ts';
import { isForeignName, isForeignPage } from './server.ts';
import type { PaymentStore } from './store.ts';

export type Reply = {
  status: number;
  headers: Record<string, string>;
  body: string;
};

type Parts = {
  store: PaymentStore;
  publishableKey: string;
  describe: Describe;
  api: Api;
  controls: Controls;
};

/** Any page may call the API: its key decides what it may do. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Request-Id, Idempotent-Replayed, Original-Request',
};
const preflightHeaders = {
  ...corsHeaders,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version, stripe-account',
  'access-control-max-age': '300',
};

/** Sends each request to the API, the pay pages or the controls. */
export const serve =
  ({ store, publishableKey, describe, api, controls }: Parts) =>
  async ({ method = '', url = '', headers }: IncomingMessage, body: string): Promise<Reply> => {
    if (isForeignName(headers)) return json(refusal('This machine is not asked by that name.'));
    const asked = URL.parse(url.startsWith('/') ? `http://127.0.0.1${url}` : url); // `//` alone would name a host
    if (!asked) return json(refusal(`There is no ${method} ${url}.`, 404));
    const { pathname: path, search, searchParams: query } = asked;
    if (path.startsWith('/v1/')) {
      if (method === 'OPTIONS') return { status: 204, headers: preflightHeaders, body: '' };
      const encoded = method === 'GET' ? search.slice(1) : body;
      const answer = api({ method, path: path.slice('/v1'.length), encoded, headers });
      return json(answer, { ...corsHeaders, ...answer.headers });
    }
    if (isForeignPage(headers)) return json(refusal('Other pages may use /v1 only.'));
    const answer = controls({ method, path, query, body });
    if (answer) return json(answer);
    const { pageAt } = await import('./pages.ts'); // needed by people alone
    const page = method === 'GET' ? await pageAt(path, { store, publishableKey, describe }) : undefined;
    return page ?? json(refusal(`There is no ${method} ${path}.`, 404));
  };

/** Decodes a path segment; a badly encoded one is returned unchanged. */
export const decoded = (step: string): string => {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
};

const refusal = (message: string, status = 403): Answer => ({
  status,
  body: { error: { message, type: 'invalid_request_error' } },
});

/** Indented, as Stripe answers. */
const json = ({ status, body }: Answer, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, no-store', ...headers },
  body: JSON.stringify(body, null, 2),
});
