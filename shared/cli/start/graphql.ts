import { createServer } from 'node:http';
import type { GraphQLHandler } from '@ecommerce/graphql';
import type { Sidecar } from '@ecommerce/platform';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';

type Addresses = Readonly<Record<string, string>>;

/** Creates the GraphQL API over the services at `apis`, with a page for trying it. GraphQL is loaded when it is needed. */
const createHandler = async (apis: Addresses): Promise<GraphQLHandler> => {
  const { createGraphQL } = await import('@ecommerce/graphql');
  const addressOf = (service: string): string => apis[service] ?? 'http://127.0.0.1:1'; // a stack that is not there cannot be reached
  return createGraphQL({
    services: {
      auth: addressOf('authService'),
      banners: addressOf('bannerService'),
      categories: addressOf('categoryService'),
      products: addressOf('productService'),
      orders: addressOf('orderService'),
    },
    isSchemaPublic: true,
    renderGraphiQL: async () => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL({
        title: 'GraphQL of the shop',
        defaultQuery: '{\n  products {\n    id\n    name\n    price\n    stock\n  }\n}\n',
      });
    },
  });
};

/** Serves GraphQL over the services' REST APIs, once they are ready. */
export const graphql: Sidecar = {
  name: 'graphql',
  note: 'GraphQL, with GraphiQL to try it',
  portOffset: 13,
  start: async ({ port }) => {
    let apis: Addresses = {};
    let handler: Promise<GraphQLHandler> | undefined;
    const server = createServer(async (request, response) => {
      if (request.url === '/') return void response.writeHead(302, { location: '/graphql' }).end();
      handler ??= createHandler(apis);
      const { listener } = await handler;
      await listener(request, response);
    });
    const url = await listenOnLoopback(server, port, 'any page');
    return {
      url: `${url}/graphql`,
      onReady: (ready) => {
        apis = ready.apis;
        handler = undefined;
      },
      close: () => closeServer(server),
    };
  },
};
