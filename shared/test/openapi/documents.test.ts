import { existsSync, readFileSync } from 'node:fs';
import { findStacks } from '@ecommerce/platform/stacks';
import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from '../../openapi/description.ts';
import { story } from '../../openapi/postman/collection.ts';
import { makeDocuments, makeFiles } from '../../openapi/services.ts';
import { routes } from './routes.ts';

const documents = await makeDocuments('.');

test('every service has a document', () => {
  expect([...documents.keys()]).toEqual(findStacks('.').map(({ name }) => name));
});

test.each([...(await makeFiles('.'))])('%s matches the code: "npm run openapi" regenerates it', (file, content) => {
  expect(existsSync(file) && readFileSync(file, 'utf8')).toEqual(content);
});

test.each([...documents])('the document of %s is valid OpenAPI 3.1', async (_, document) => {
  const result = await new Validator().validate(structuredClone(document));

  expect(result).toEqual({ valid: true });
});

type ErrorContent = {
  schema: Json & { anyOf?: Json[]; properties?: { code: { enum: string[] } } };
  examples?: Record<string, { value: { code?: string } }>;
};
type Responses = Record<string, { content?: { 'application/json': ErrorContent } }>;
type Paths = Record<string, Record<string, { responses: Responses }>>;

/** Every error answer of a document, with the codes that it says it may bear. */
const errorAnswers = ({ paths }: Json) =>
  Object.entries(paths as Paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        if (Number(status) < 400 || !content) return [];
        const { schema, examples = {} } = content['application/json'];
        const own = (schema.anyOf?.[0] ?? schema) as ErrorContent['schema'];
        const codes = own.properties?.code.enum ?? [];
        return [{ place: `${method.toUpperCase()} ${path}: ${status}`, schema, codes, examples }];
      }),
    ),
  );

test.each([...documents])(
  'every error response of %s has an example of each of its codes, and of no other',
  (_, document) => {
    for (const { place, codes, examples } of errorAnswers(document)) {
      const { GATEWAY: _, ...own } = examples;
      const shown = Object.entries(own).map(([name, { value }]) => [name, value.code]);

      expect([place, shown]).toEqual([place, codes.map((code) => [code, code])]);
      expect([place, Object.keys(examples).length > 0]).toEqual([place, true]);
    }
  },
);

test.each([...documents])('every example of an error of %s matches its schema', (service, document) => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, service);
  const inDocument = (schema: Json): Json =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', `"${service}#/components`));
  for (const { place, schema, examples } of errorAnswers(document)) {
    const validate = ajv.compile(inDocument(schema));
    for (const [name, { value }] of Object.entries(examples)) {
      expect([place, name, validate(value), validate.errors]).toEqual([place, name, true, null]);
    }
  }
});

test('the document of authService describes the identifiers of an account', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(documents.get('authService') ?? {}, 'auth');
  const named = {
    both: { fullName: 'A', email: 'a@example.com' },
    name: { fullName: 'A' },
    email: { email: 'a@example.com' },
    none: {},
  };
  const accepts = (schema: string, rest: object) =>
    Object.entries(named)
      .filter(([, who]) => ajv.validate(`auth#/components/schemas/${schema}`, { ...who, ...rest }))
      .map(([by]) => by);

  expect(accepts('SignInBody', { password: 'x' })).toEqual(['name', 'email']);
  expect(accepts('ConfirmSignUpBody', { confirmationCode: '1' })).toEqual(['both', 'name', 'email']);
});

test('only the headers that a route cannot do without are required', () => {
  const headersOf = (service: string, path: string) => {
    const { post } =
      (documents.get(service) as { paths: Record<string, { post: { parameters: Json[] } }> }).paths[path] ?? {};
    return post?.parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name, required }) => [name, required]);
  };

  expect(headersOf('authService', '/sign-in')).toEqual([['X-Requested-With', undefined]]);
  expect(headersOf('orderService', '/payments/webhook')).toEqual([['Stripe-Signature', true]]);
});

test('the Postman collection calls each route, and its steps have unique names', () => {
  const steps = story.flatMap((chapter) => chapter.steps);
  const asked = new Set(steps.flatMap(({ service, route }) => (route === undefined ? [] : [`${service}: ${route}`])));

  expect([...asked].sort()).toEqual(routes.map(({ service, route }) => `${service}: ${route}`).sort());
  expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
});

describe.each(routes)('$service: $route', ({ path, query, body, rawBody, example, answer }) => {
  test('has an example of a request that its schemas accept', () => {
    expect(path === undefined || path.safeParse(example?.path).success).toBe(true);
    expect(query === undefined || query.safeParse({}).success).toBe(true);
    expect((body ?? rawBody)?.safeParse(example?.body).error).toBeUndefined();
    expect(example?.body !== undefined).toBe((body ?? rawBody) !== undefined);
  });

  test('has an example of a response that its schema accepts', () => {
    expect('schema' in answer && answer.schema.safeParse(answer.example).error).toBeFalsy();
  });
});
