import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { account } from './account.ts';
import { cart } from './cart.ts';
import { catalogue } from './catalogue.ts';
import { createContext, type RestOptions, type ShopContext } from './context.ts';
import { maskError, ourCodes } from './errors.ts';
import { hiddenSchema, limits } from './limits.ts';
import { orders } from './orders.ts';
import { persistedQueries } from './persistedQueries.ts';
import { typeDefs } from './typeDefs.ts';

/** How the GraphQL API is served. */
export type GraphQLOptions = RestOptions & {
  /** Whether the schema can be read and misspelt names are corrected; on `prod` it should not be. */
  isSchemaPublic: boolean;
  /** Returns the page for trying queries; without it there is none. */
  renderGraphiQL?: () => string | Promise<string>;
};

/** A GraphQL API, for servers of the Fetch API and of Node. */
export type GraphQLHandler = {
  fetch(request: Request): Promise<Response>;
  listener(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/** Creates the handler of `GET` and `POST /graphql`. */
export const createGraphQL = (options: GraphQLOptions): GraphQLHandler => {
  const { isSchemaPublic, renderGraphiQL, ...rest } = options;
  const resolvers = [catalogue, account, cart, orders];
  const yoga = createYoga<Record<never, never>, ShopContext>({
    schema: createSchema<ShopContext>({ typeDefs, resolvers }),
    context: ({ request }) => createContext(request, rest),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    logging: false,
    cors: { origin: '*', credentials: false, methods: ['GET', 'POST'] },
    maskedErrors: { maskError },
    plugins: [ourCodes, persistedQueries(), ...limits(), ...(isSchemaPublic ? [] : hiddenSchema())],
    graphiql: renderGraphiQL !== undefined,
    ...(renderGraphiQL ? { renderGraphiQL } : {}),
  });
  return {
    fetch: async (request) => yoga.fetch(request),
    listener: async (request, response) => yoga(request, response),
  };
};
