import { createGraphQL, type GraphQLOptions } from '../src/createGraphQL.ts';

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };
type Routes = Record<string, Reply | ((call: Call) => Reply)>;

/** A call of a REST API. */
type Call = { route: string; query: URLSearchParams; headers: Headers; body: unknown };

export const product = (id: string) => ({
  id,
  productName: `Product ${id}`,
  productPrice: 10,
  currency: 'EUR',
  description: `About ${id}`,
  quantity: 5,
  category: 'shoes',
  imageUrl: `https://images.example/${id}.png`,
  createdAt: '2026-11-21T08:00:00.000Z',
});

const image = (id: string) => ({
  id,
  alt: `Picture ${id}`,
  url: `https://images.example/${id}.png`,
  width: 1600,
  height: 1200,
  renditions: { small: `${id}-s`, medium: `${id}-m`, large: `${id}-l` },
});

/** A product in S and M, as `GET /products/{id}` shows it. */
export const detailedProduct = (id: string) => ({
  ...product(id),
  status: 'approved',
  options: [{ name: 'Size', values: ['S', 'M'] }],
  highestPrice: 12,
  variants: [
    { id, options: { Size: 'S' }, price: 10, quantity: 5 },
    {
      id: `${id}-m`,
      options: { Size: 'M' },
      price: 12,
      compareAtPrice: 15,
      lowestPrice30Days: 14,
      sku: 'M1',
      imageId: 'back',
      quantity: 0,
    },
  ],
  images: [image(id), image('back')],
  attributes: {},
  rating: { average: 4.5, count: 2 },
});

export const me = {
  userId: 'ann',
  fullName: 'Ann Lee',
  email: 'ann@example.com',
  createdAt: '',
  groups: [],
  mfa: false,
};

/** A token of `sub`; nobody checks its signature here. */
export const tokenOf = (sub: string): string => `e.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.s`;

type Answer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
};

/** Creates a GraphQL API over REST APIs that answer by `routes`, and the list of the calls they get. */
export const restShop = (routes: Routes, options: Partial<GraphQLOptions> = {}) => {
  const calls: Call[] = [];
  const handle = createGraphQL({
    baseUrl: 'https://shop.example',
    isSchemaPublic: true,
    ...options,
    fetch: async (request) => {
      const { pathname, searchParams: query } = new URL(request.url);
      const text = await request.text();
      const body = text === '' ? undefined : JSON.parse(text);
      const call = {
        route: `${request.method} ${pathname.replace('/api', '')}`,
        query,
        headers: request.headers,
        body,
      };
      calls.push(call);
      const route = routes[call.route] ?? {
        status: 404,
        body: { error: 'Not there.', code: 'NOT_FOUND', requestId: 'r' },
      };
      const { status = 200, body: answer, headers = {} } = typeof route === 'function' ? route(call) : route;
      return Response.json(answer, { status, headers });
    },
  });
  const send = async (params: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await handle(
      new Request('https://shop.example/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(params),
      }),
    );
    return (await response.json()) as Answer;
  };
  return {
    calls,
    handle,
    send,
    routes: () => calls.map(({ route }) => route),
    ask: (query: string, token?: string) =>
      send({ query }, token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
};

export const failure = (status: number, code: string, data: object = {}): Reply => ({
  status,
  body: { error: `This is ${code}.`, code, requestId: 'r', ...data },
});
