import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { routesOf } from '../../openapi/description.ts';
import { readDescriptions } from '../../openapi/services.ts';

type Functions = Record<string, { handler: string; events?: { httpApi?: string }[] }>;

/** Each route of a `serverless.yml` with its function, without the catch-all. */
const deployedRoutes = (service: string) => {
  const { functions } = parse(readFileSync(join(service, 'serverless.yml'), 'utf8'), { logLevel: 'error' }) as {
    functions: Functions;
  };
  return Object.entries(functions).flatMap(([key, { handler, events = [] }]) =>
    events.flatMap(({ httpApi }) =>
      httpApi === undefined || httpApi === '*'
        ? []
        : [{ service, route: httpApi, operationId: key, file: join(service, handler.replace(/\.handler$/, '.ts')) }],
    ),
  );
};

const descriptions = await readDescriptions('.');
const routes = [...descriptions.keys()].flatMap(deployedRoutes);

/** What a handler's file passes to `httpHandler`: the names, and where each is imported from. */
const readHandler = (file: string) => {
  const text = readFileSync(file, 'utf8');
  const settings = /httpHandler\(\s*\{(.*?)\}/s.exec(text)?.[1] ?? '';
  const named = Object.fromEntries(
    [...settings.matchAll(/(\w+): ('[^']*'|[\w.()]+)/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const moduleOf = (name: string): string | undefined =>
    [...text.matchAll(/^import \{(.*?)\} from '(.+?)';$/gms)].find(([, names = '']) =>
      names.split(',').some((imported) => imported.trim() === name),
    )?.[2];
  return { named, moduleOf };
};

/** The schema that a handler imports under this name. */
const importedSchema = async (
  file: string,
  name: string | undefined,
  moduleOf: (name: string) => string | undefined,
) => {
  if (name === undefined) return undefined;
  const from = moduleOf(name) ?? `(${name} is not imported: schemas of requests belong into a file of their own)`;
  const url = from.startsWith('.') ? pathToFileURL(resolve(dirname(file), from)).href : from;
  return (await import(url))[name];
};

const authOf: Record<string, string> = {
  "'customer'": 'customer',
  "'staff'": 'staff',
  "'admin'": 'admin',
  'uploadAudience()': 'uploads',
};

test.each([...descriptions])('%s describes each route of its serverless.yml, and no other', (service, description) => {
  const described = Object.entries(routesOf(description)).map(([route, { operationId }]) => [route, operationId]);

  expect(Object.fromEntries(described)).toEqual(
    Object.fromEntries(deployedRoutes(service).map(({ route, operationId }) => [route, operationId])),
  );
});

describe.each(routes)('$service: $route', ({ service, route, file }) => {
  const description = descriptions.get(service);
  const described = description && routesOf(description)[route];
  const { named, moduleOf } = readHandler(file);

  test('is described with the very schemas that its handler checks with', async () => {
    for (const part of ['body', 'path', 'query'] as const) {
      const schema = await importedSchema(file, named[part], moduleOf);
      expect({ part, same: described?.[part] === schema }).toEqual({ part, same: true });
    }
  });

  test('is described with who may call it and with the msg of its errors', () => {
    expect(described?.auth).toBe(named.auth === undefined ? undefined : authOf[named.auth]);
    expect(described?.failureMsg).toBe(named.failureMsg?.slice(1, -1));
  });
});
