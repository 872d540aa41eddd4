import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../src/errors.ts';
import type { RouteDefinition } from '../src/route.ts';
import type { Json, RouteDescription } from './description.ts';
import { ErrorAnswer, errorsByStatus, GatewayAnswer, isGatewayStatus } from './errorAnswer.ts';
import { errorExamples } from './errorExamples.ts';
import { jsonSchema, type Schemas } from './schemas.ts';

/**
 * Describes one route as an OpenAPI operation, including the parts common to all routes.
 *
 * @param operationId the function's key in `serverless.yml`
 */
export const operationOf = (route: RouteDescription, operationId: string, schemas: Schemas): Json => ({
  operationId,
  summary: route.summary,
  ...(route.description === undefined ? {} : { description: route.description }),
  security: securityOf(route.definition),
  parameters: [
    ...fieldParameters(route.definition.path, 'path', route.example?.path),
    ...fieldParameters(route.definition.query, 'query'),
    ...headerParameters(route.requiredHeaders, true),
    ...headerParameters(route.headers, false),
    ...(route.definition.idempotencyKey ? [refTo('parameters', 'IdempotencyKey')] : []),
    ...(route.definition.maxAgeSeconds === undefined ? [] : [refTo('parameters', 'IfNoneMatch')]),
    refTo('parameters', 'CorrelationId'),
  ],
  ...bodyOf(route, schemas),
  responses: responsesOf(route, schemas),
});

const headerParameters = (headers: Readonly<Record<string, string>> = {}, required: boolean): Json[] =>
  Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    ...(required ? { required } : {}),
    description,
    schema: { type: 'string' },
  }));

const bodyOf = ({ definition: { body }, rawBody, example }: RouteDescription, schemas: Schemas): Json => {
  const schema = body ?? rawBody;
  if (schema === undefined) return {};
  const content = { 'application/json': { schema: schemas.reference(schema), example: example?.body } };
  return { requestBody: { required: !schema.safeParse(undefined).success, content } };
};

const refTo = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

/** The alternatives of a route, each by itself enough; `{}` is a request without credentials. */
const securityOf = ({ auth, route }: RouteDefinition): Json[] => {
  switch (auth) {
    case undefined:
      return [];
    case 'uploads':
      return [{}, { bearer: ['admin'] }];
    case 'customer':
      return [{ bearer: [] }];
    case 'customerOrGuest':
      return [{ bearer: [] }, {}];
    case 'customerOrOrderKey':
      return [{ bearer: [] }, { orderKey: [] }, ...(route.startsWith('GET ') ? [{ orderKeyInQuery: [] }] : [])];
    default:
      return [{ bearer: [auth] }];
  }
};

/** Describes the fields of a schema as parameters. */
const fieldParameters = (
  schema: RouteDefinition['path'],
  place: 'path' | 'query',
  examples: Readonly<Record<string, string>> = {},
): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, field]) => {
    const { description, ...rest } = field as Json;
    return {
      name,
      in: place,
      ...(place === 'path' || required.includes(name) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(name in examples ? { example: examples[name] } : {}),
    };
  });
};

const responsesOf = (route: RouteDescription, schemas: Schemas): Json => {
  const { answer, definition } = route;
  const { maxAgeSeconds, status = 200 } = definition;
  const cached = maxAgeSeconds !== undefined;
  const success = {
    description: cached ? `${answer.about} May be cached for ${maxAgeSeconds} seconds.` : answer.about,
    headers: headersOf('X-Correlation-Id', 'Cache-Control', ...(cached ? ['ETag'] : []), ...(answer.headers ?? [])),
    content:
      'mediaType' in answer
        ? { [answer.mediaType]: {} }
        : { 'application/json': { schema: schemas.reference(answer.schema), example: answer.example } },
  };
  const unchanged = {
    description: 'Nothing has changed since the `ETag` that was sent.',
    headers: headersOf('X-Correlation-Id', 'Cache-Control', 'ETag'),
  };
  const errors = [...errorsByStatus(definition)].map(([errorStatus, codes]) => [
    errorStatus,
    errorResponse(errorStatus, codes, definition, schemas),
  ]);
  return { [status]: success, ...(cached ? { 304: unchanged } : {}), ...Object.fromEntries(errors) };
};

const headersOf = (...names: string[]): Json => Object.fromEntries(names.map((name) => [name, refTo('headers', name)]));

const describeError = (status: number, codes: readonly ErrorCode[]): string => {
  const sources = [...codes.map((code) => `\`${code}\``), ...(isGatewayStatus(status) ? ['API Gateway’s own'] : [])];
  return `${STATUS_CODES[status]}: ${sources.join(', ')}.`;
};

/** API Gateway's own answers have no correlation id. */
const errorHeaders = (status: number): Json => {
  const names = [
    ...(isGatewayStatus(status) ? [] : ['X-Correlation-Id']),
    ...(status === 401 ? ['WWW-Authenticate'] : []),
    ...(status === 429 || status === 503 ? ['Retry-After'] : []),
  ];
  return names.length > 0 ? { headers: headersOf(...names) } : {};
};

const errorResponse = (status: number, codes: readonly ErrorCode[], route: RouteDefinition, schemas: Schemas): Json => {
  const { failureMsg } = route;
  const own = {
    allOf: [schemas.reference(ErrorAnswer)],
    properties: { code: { enum: codes }, ...(failureMsg === undefined ? {} : { msg: { const: failureMsg } }) },
    ...(failureMsg === undefined ? {} : { required: ['msg'] }),
  };
  const gateway = schemas.reference(GatewayAnswer);
  const fromGateway = isGatewayStatus(status);
  return {
    description: describeError(status, codes),
    ...errorHeaders(status),
    content: {
      'application/json': {
        schema: codes.length === 0 ? gateway : fromGateway ? { anyOf: [own, gateway] } : own,
        examples: errorExamples(status, codes, route),
      },
    },
  };
};
