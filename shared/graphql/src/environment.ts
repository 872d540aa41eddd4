import type { GraphQLOptions } from './createGraphQL.ts';

/** Reads the settings of the deployed function. @throws an Error that names a missing or malformed variable */
export const readSettings = (environment: NodeJS.ProcessEnv): GraphQLOptions => {
  const url = (name: string): string => {
    const value = environment[name];
    if (value === undefined || !URL.canParse(value)) throw new Error(`The environment variable ${name} must be a URL.`);
    return value;
  };
  const schema = environment.GRAPHQL_SCHEMA;
  if (schema !== 'public' && schema !== 'hidden') {
    throw new Error('The environment variable GRAPHQL_SCHEMA must be public or hidden.');
  }
  return {
    services: {
      auth: url('AUTH_URL'),
      banners: url('BANNER_URL'),
      categories: url('CATEGORY_URL'),
      products: url('PRODUCT_URL'),
      orders: url('ORDER_URL'),
    },
    isSchemaPublic: schema === 'public',
  };
};
