import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { routesOf } from '../../openapi/description.ts';
import { readApis } from '../../openapi/services.ts';
import type { RouteDefinition } from '../../src/route.ts';

// Handlers are only loaded here: any text does for a table's name or an address.
jest.unstable_mockModule('../../src/config.ts', () => ({
  name: expect.any(String),
  readEnvironment: () => new Proxy({}, { get: () => 'https://example.com' }),
}));

type Handler = { route: RouteDefinition };
const load = async <Module>(file: string): Promise<Module> => (await import(join(process.cwd(), file))) as Module;

const apis = [...(await readApis('.'))];
const deployed = apis.flatMap(([service, api]) => api.deployed.map((route) => ({ service, ...route })));

test.each(apis)('%s describes each route of its serverless.yml once, and no other', (_, { description, deployed }) => {
  const described = routesOf(description).map(({ definition }) => definition.route);

  expect(described.sort()).toEqual(deployed.map(({ route }) => route).sort());
});

test.each(deployed)('$service: the handler of $route is made from its definition', async ({ service, route, file }) => {
  const definitions = apis
    .filter(([name]) => name === service)
    .flatMap(([, { description }]) => routesOf(description).map(({ definition }) => definition))
    .filter((definition) => definition.route === route);

  const { handler } = await load<{ handler: Handler }>(file);

  expect(definitions).toHaveLength(1);
  expect(handler.route).toBe(definitions[0]);
});

test.each(apis)('%s describes every definition in its src', async (service, { description }) => {
  const modules = await Promise.all(
    globSync(`{${service},shared}/src/**/*Routes.ts`).map((file) => load<object>(file)),
  );
  const defined = modules.flatMap((module) => Object.values(module) as RouteDefinition[]);

  expect(new Set(defined)).toEqual(new Set(routesOf(description).map(({ definition }) => definition)));
});
