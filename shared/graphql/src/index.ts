export { createGraphQL, type GraphQLHandler, type GraphQLOptions } from './createGraphQL.ts';
