import type { DeployedRoute } from './deployedRoutes.ts';
import type { Json, ServiceDescription } from './description.ts';
import { ErrorAnswer, GatewayAnswer } from './errorAnswer.ts';
import { localUrls } from './localUrls.ts';
import { operationOf } from './operation.ts';
import { RELEASE } from './release.ts';
import { namedSchemas } from './schemas.ts';

const string = { type: 'string' };

const header = (description: string, schema: Json = string): Json => ({ description, schema });

const parameter = (name: string, description: string, schema: Json = string): Json => ({
  name,
  in: 'header',
  description,
  schema,
});

/** Request headers of several routes. */
const parameters = {
  CorrelationId: parameter(
    'X-Correlation-Id',
    'Taken over into the answer, the log, messages and events. Absent or anything else: a new one is made.',
    { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
  ),
  IdempotencyKey: parameter(
    'Idempotency-Key',
    'The same key of the same caller with the same body has one effect; with another body it is 409 `IDEMPOTENCY_KEY_REUSED`.',
    { type: 'string', pattern: '^[\\x20-\\x7e]{1,255}$' },
  ),
  IfNoneMatch: parameter('If-None-Match', 'The `ETag` of an earlier answer: 304 when nothing has changed.'),
};

/** Headers of answers. */
const headers = {
  'X-Correlation-Id': { ...header('Of the request, or a new one.'), required: true },
  'Cache-Control': { ...header('How long caches may keep the answer.'), required: true },
  ETag: header('Of an answer that may be cached.'),
  'WWW-Authenticate': header('How to authenticate.', { type: 'string', const: 'Bearer' }),
  'Retry-After': header('After how many seconds to try again, where that is known.', {
    type: 'string',
    pattern: '^\\d+$',
  }),
  'X-Next-Cursor': header('The cursor of the next page, where there is one.', {
    type: 'string',
    pattern: '^[\\w.-]{1,1024}$',
  }),
  'Content-Disposition': header('The name of the file.', {
    type: 'string',
    pattern: '^attachment; filename="[\\w.-]+"$',
  }),
  Location: header('Where to get it.', { type: 'string', format: 'uri' }),
};

const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'The ID token or the access token of authService’s `POST /sign-in`. A role that is asked for is a group of the user pool: its new member signs in again first.',
};

/** Of routes where a guest's key stands for the customer. */
const orderKeySchemes = {
  orderKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Order-Key',
    description: 'The `orderKey` of a guest’s order, from the answer of `POST /checkout` or the link in its emails.',
  },
  orderKeyInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'key',
    description:
      'The same in the address of a `GET`, for links. The header is better: addresses end up in histories and logs.',
  },
};

/** Describes the `HEAD` route that accompanies every `GET` route (`shared/serverless/api.cjs`). */
const headOf = ({ tags, operationId, security, parameters, responses }: Json): Json => ({
  tags,
  operationId: `head${String(operationId).replace(/^./, (letter) => letter.toUpperCase())}`,
  summary: 'The headers of GET',
  security,
  parameters,
  responses: Object.fromEntries(
    Object.entries(responses as Record<string, Json>).map(([status, { content: _, ...response }]) => [
      status,
      response,
    ]),
  ),
});

/**
 * Creates a service's OpenAPI 3.1 document.
 *
 * @param service the stack's name
 * @throws Error when the description has a route that the service does not deploy
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export const openApiDocument = (
  service: string,
  description: ServiceDescription,
  deployed: readonly DeployedRoute[],
): Json => {
  const { about, requests, answers, groups } = description;
  const schemas = namedSchemas(requests, { ...answers, Error: ErrorAnswer, GatewayError: GatewayAnswer });
  const paths: Record<string, Json> = {};
  for (const [group, routes] of Object.entries(groups)) {
    for (const described of routes) {
      const { route } = described.definition;
      const operationId = deployed.find((candidate) => candidate.route === route)?.functionName;
      if (operationId === undefined) throw new Error(`${service}/serverless.yml has no function for "${route}".`);
      const [method = '', path = ''] = route.split(' ');
      const operation = { tags: [group], ...operationOf(described, operationId, schemas) };
      const head = method === 'GET' ? { head: headOf(operation) } : {};
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation, ...head };
    }
  }
  const takesOrderKeys = Object.values(groups).some((routes) =>
    routes.some(({ definition }) => definition.auth === 'customerOrOrderKey'),
  );
  const orderKeys = takesOrderKeys ? orderKeySchemes : {};
  return {
    openapi: '3.1.0',
    info: { title: service, version: RELEASE, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [
      { url: localUrls[service.replace(/Service$/, '')], description: 'npm start' },
      {
        url: 'https://{api}.execute-api.{region}.amazonaws.com',
        description: `A stage in AWS: the address is in Parameter Store under /ecommerce/{stage}/${service}/apiUrl`,
        variables: { api: { default: 'abcdefghij' }, region: { default: 'eu-west-1' } },
      },
    ],
    tags: Object.keys(groups).map((name) => ({ name })),
    paths,
    components: { schemas: schemas.components, parameters, headers, securitySchemes: { bearer, ...orderKeys } },
  };
};
