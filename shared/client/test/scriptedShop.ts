import { createShopClient, type ShopClientOptions } from '../src/index.ts';

/** A request as the shop received it. */
export type Received = { route: string; headers: Headers; body: unknown; credentials: string };

/** An answer of the scripted shop, or a reason for not answering. */
export type Answer =
  | { status?: number; body?: unknown; headers?: Record<string, string> }
  | 'no connection'
  | 'silence';

/** Answers the requests of a route one after another; the last answer is that to all further ones. */
type Script = Record<string, Answer[] | ((request: Received) => Answer | Promise<Answer>)>;

export const unauthorized: Answer = {
  status: 401,
  body: { error: 'Sign in again.', code: 'UNAUTHORIZED', requestId: 'r' },
};
export const unavailable: Answer = {
  status: 503,
  body: { error: 'Try again in a moment.', code: 'UNAVAILABLE', requestId: 'r' },
};

/** Tokens as `POST /sign-in` answers them; their names end with `version`. */
export const tokensOf = (version: number, RefreshToken?: string) => ({
  IdToken: `id-${version}`,
  AccessToken: `access-${version}`,
  ExpiresIn: 3600,
  TokenType: 'Bearer',
  ...(RefreshToken === undefined ? {} : { RefreshToken }),
});

/** Creates a client of a shop that answers by a script, and the list of what it receives. */
export const scriptedShop = (script: Script, options: ShopClientOptions = {}) => {
  const received: Received[] = [];
  const count = new Map<string, number>();
  const answerTo = (request: Received): Answer | Promise<Answer> => {
    const answers = script[request.route];
    if (answers === undefined) return { status: 404, body: { message: 'Not Found' } };
    if (typeof answers === 'function') return answers(request);
    const index = count.get(request.route) ?? 0;
    count.set(request.route, index + 1);
    return answers[Math.min(index, answers.length - 1)] ?? {};
  };
  const fetch = async (request: Request, { signal }: { signal: AbortSignal }): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const one = {
      route: `${request.method} ${pathname.replace('/api', '')}${search}`,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
      credentials: request.credentials,
    };
    received.push(one);
    const answer = await answerTo(one);
    if (answer === 'no connection') throw new TypeError('fetch failed');
    if (answer === 'silence') {
      signal.throwIfAborted();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    const { status = 200, body, headers = {} } = answer;
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(content, { status, headers: { 'content-type': 'application/json', ...headers } });
  };
  const shop = createShopClient({ baseUrl: 'https://shop.example/', fetch, ...options });
  return { shop, received, routes: () => received.map(({ route }) => route) };
};
