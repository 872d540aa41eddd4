import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createGraphQL } from '../createGraphQL.ts';
import { readSettings } from '../environment.ts';
import { noSuchRoute, toRequest, toResult } from '../lambdaAdapter.ts';

const answer = createGraphQL(readSettings(process.env));

/** Answers requests of GraphQL, and those of routes that do not exist. */
export const handler = async (event: APIGatewayProxyEventV2) => {
  const request = toRequest(event);
  return toResult(event.routeKey === '$default' ? noSuchRoute(event) : await answer(request), request);
};
