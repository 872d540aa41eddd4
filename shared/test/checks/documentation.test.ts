import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { brokenPaths } from '../../checks/codePaths.ts';
import { brokenLinks, leadsSomewhere } from '../../checks/links.ts';
import { markdownPages } from '../../checks/markdownPages.ts';
import { commands } from '../../cli/commands.mjs';
import { readDeployedRoutes } from '../../openapi/deployedRoutes.ts';
import { ERROR_STATUS } from '../../src/errors.ts';

const services = globSync('*Service/serverless.yml')
  .map((file) => dirname(file))
  .sort();
const routesPage = readFileSync('docs/routes.md', 'utf8');

/** The part of `docs/routes.md` that is about one service. */
const sectionOf = (service: string): string => routesPage.split(`\n## ${service}\n`)[1]?.split('\n## ')[0] ?? '';

/** The routes of a service that the page is about. */
const documentedRoutes = (service: string): string[] =>
  sectionOf(service)
    .split('\n### ')
    .slice(1)
    .map((text) => /^`(.+)`/.exec(text)?.[1] ?? text);

const deployedRoutes = new Map(
  services.map((service) => [service, readDeployedRoutes('.', service).map(({ route }) => route)]),
);

test('all five services exist', () => {
  expect(services).toHaveLength(5);
});

describe.each(services)('docs/routes.md on %s', (service) => {
  test('has each route of serverless.yml, and no other', () => {
    expect(documentedRoutes(service).sort()).toEqual(deployedRoutes.get(service)?.toSorted());
  });
});

test('docs/routes.md has each error code with its status, and no other', () => {
  const documented = [...routesPage.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);

  expect(Object.fromEntries(documented)).toEqual(ERROR_STATUS);
});

test('the README of the platform has each resource type that the platform knows', () => {
  const types = (texts: string[], pattern: RegExp) =>
    [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, type]) => type)))].sort();
  const known = globSync('shared/platform/src/cloudformation/services/*.ts').map((file) => readFileSync(file, 'utf8'));
  const page = readFileSync('shared/platform/README.md', 'utf8');

  expect(types([page], /`(AWS::\w+::\w+)`/g)).toEqual(expect.arrayContaining(types(known, /'(AWS::\w+::\w+)':/g)));
});

const files = markdownPages();

/** Pages that also name routes of the payment provider's stand-in. */
const otherApis = ['docs/local-platform.md', 'shared/test-provider/README.md'];

test.each(files.filter((file) => !otherApis.includes(file)))('the routes that %s names exist', (file) => {
  const named = [...readFileSync(file, 'utf8').matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`?]*)/g)];
  const deployed = new Set([...deployedRoutes.values()].flat());
  const unknown = named.map(([, route = '']) => route).filter((route) => !deployed.has(route));

  expect(unknown).toEqual([]);
});

test.each(files)('the pictures of %s have no semicolon, at which Mermaid ends a line', (file) => {
  const pictures = [...readFileSync(file, 'utf8').matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(
    ([, text = '']) => text,
  );

  expect(pictures.filter((text) => text.includes(';'))).toEqual([]);
});

describe('links in Markdown', () => {
  test.each(files)('of %s lead somewhere', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });
});

test.each(files)('the files that %s names exist, with what it names in them', (file) => {
  expect(brokenPaths(readFileSync(file, 'utf8'))).toEqual([]);
});

test.each(files)('the commands that %s names exist', (file) => {
  const calls = readFileSync(file, 'utf8').matchAll(/\bnpm run ([a-z][\w-]*(?::[a-z]\w*)*)/g);
  const unknown = [...calls].map(([, name = '']) => name).filter((name) => !Object.hasOwn(commands, name));

  expect(unknown).toEqual([]);
});

describe('a path in a page', () => {
  test.each([
    'See `shared/src/money.ts` and `docs/nowhere.md`.',
    'A folder: `shared/nowhere/`.',
    'Of each service: `{service}/src/nowhere/`.',
  ])('that leads nowhere is found: %s', (page) => {
    expect(brokenPaths(page)).toEqual([expect.stringContaining('nowhere')]);
  });

  test('has to contain the name that the page mentions', () => {
    const page = 'See `toDecimal` in `shared/src/money.ts`, and `nowhere` in `shared/src/money.ts`.';

    expect(brokenPaths(page)).toEqual(['nowhere in shared/src/money.ts']);
  });

  test.each(['`/cart/{id}`', '`application/json`', '`authService/apiUrl`', '`.local/platform.json`', '`GET /cart`'])(
    'is not taken for one: %s',
    (page) => {
      expect(brokenPaths(page)).toEqual([]);
    },
  );
});

test('the pages that commands refer to exist', () => {
  const programs = globSync('shared/{cli,bench,chaos,simulation,platform,test-provider}/**/*.{ts,mjs}');
  const texts = programs.map((file) => readFileSync(file, 'utf8'));
  const named = texts.flatMap((text) => text.match(/\bdocs\/\w[\w/-]*\.md(#[\w-]+)?/g) ?? []);

  expect(named).toContain('docs/deploy.md#what-you-need');
  expect([...new Set(named)].filter((link) => !leadsSomewhere(link))).toEqual([]);
});
