import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { routesOf } from '../../openapi/description.ts';
import { story } from '../../openapi/postman/collection.ts';
import { makeDocuments, makeFiles, readDescriptions } from '../../openapi/services.ts';
import { findStacks } from '../../stacks/findStacks.ts';

const documents = await makeDocuments('.');
const descriptions = await readDescriptions('.');
const routes = [...descriptions].flatMap(([service, description]) =>
  Object.entries(routesOf(description)).map(([route, described]) => ({ service, route, ...described })),
);

test('every service has a document', () => {
  expect([...documents.keys()]).toEqual(findStacks('.').map(({ name }) => name));
});

test.each([...(await makeFiles('.'))])(
  '%s is what the code says: "npm run openapi" writes it anew',
  (file, content) => {
    expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))).toEqual(content);
  },
);

test.each([...documents])('the document of %s is valid OpenAPI 3.1', async (_, document) => {
  const result = await new Validator().validate(structuredClone(document));

  expect(result).toEqual({ valid: true });
});

test('the story of the Postman collection asks for each route, and each of its steps has a name of its own', () => {
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

  test('has an example of an answer that its schema accepts', () => {
    expect(answer.schema.safeParse(answer.example).error).toBeUndefined();
  });
});
