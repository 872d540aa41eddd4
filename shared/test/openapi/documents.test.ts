import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { routesOf } from '../../openapi/description.ts';
import { documentFile, makeDocuments, readDescriptions } from '../../openapi/services.ts';
import { findStacks } from '../../stacks/findStacks.ts';

const documents = await makeDocuments('.');
const descriptions = await readDescriptions('.');
const routes = [...descriptions].flatMap(([service, description]) =>
  Object.entries(routesOf(description)).map(([route, described]) => ({ service, route, ...described })),
);

test('every service has a document', () => {
  expect([...documents.keys()]).toEqual(findStacks('.').map(({ name }) => name));
});

describe.each([...documents])('the document of %s', (service, document) => {
  test('in docs/openapi is what the code says: "npm run openapi" writes it anew', () => {
    const file = documentFile(service);

    expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
  });

  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));

    expect(result).toEqual({ valid: true });
  });
});

describe.each(routes)('$service: $route', ({ path, query, body, example, answer }) => {
  test('has an example of a request that its schemas accept', () => {
    expect(path === undefined || path.safeParse(example?.path).success).toBe(true);
    expect(query === undefined || query.safeParse({}).success).toBe(true);
    expect(body?.safeParse(example?.body).error).toBeUndefined();
    expect(example?.body !== undefined).toBe(body !== undefined);
  });

  test('has an example of an answer that its schema accepts', () => {
    expect(answer.schema.safeParse(answer.example).error).toBeUndefined();
  });
});
