import { createSchema, createYoga } from 'graphql-yoga';
import { account } from './account.ts';
import { cart } from './cart.ts';
import { catalogue } from './catalogue.ts';
import { createContext, type RestOptions, type ShopContext } from './context.ts';
import { customers } from './customers.ts';
import { maskError, ourCodes } from './errors.ts';
import { hiddenSchema, limits } from './limits.ts';
import { orders } from './orders.ts';
import { persistedQueries } from './persistedQueries.ts';
import { typeDefs } from './typeDefs.ts';

/** How the GraphQL API is served. */
export type GraphQLOptions = RestOptions & {
  /** Whether the schema can be read and misspelt names are corrected; on `prod` it should not be. */
  isSchemaPublic: boolean;
};

/** Creates the handler of `GET` and `POST /graphql`. */
export const createGraphQL = (options: GraphQLOptions): ((request: Request) => Promise<Response>) => {
  const { isSchemaPublic, ...rest } = options;
  const resolvers = [catalogue, account, cart, orders, customers];
  const yoga = createYoga<Record<never, never>, ShopContext>({
    schema: createSchema<ShopContext>({ typeDefs, resolvers }),
    context: ({ request }) => createContext(request, rest),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    logging: false,
    cors: false, // API Gateway's
    maskedErrors: { maskError },
    plugins: [ourCodes, persistedQueries(), ...limits(), ...(isSchemaPublic ? [] : hiddenSchema())],
    graphiql: false,
  });
  return async (request) => yoga.fetch(request);
};
