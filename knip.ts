import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path/posix';
import type { KnipConfig } from 'knip';
import { commands } from './shared/cli/commands.mjs';

/** The programs of all npm commands, from the folder `shared`. */
const programs = Object.values(commands)
  .flatMap(({ program }) => program)
  .filter((argument) => argument.startsWith('shared/') && argument.endsWith('.ts'))
  .map((path) => relative('shared', path));

/** The code in `folder` that templates include with `${file(…)}`. Knip itself finds only their handlers and plugins. */
const includedCode = (folder: string): string[] =>
  globSync(['{*Service,shared/{events,gateway,graphql}}/serverless.yml', 'shared/serverless/*.yml'])
    .flatMap((template) => {
      const included = readFileSync(template, 'utf8').matchAll(/\$\{file\(([^)$]+\.cjs)\)/g);
      const stack = template.startsWith('shared/serverless/') ? 'anyService' : join(template, '..'); // paths start at the stack's folder
      return [...included].map(([, path = '']) => relative(folder, join(stack, path)));
    })
    .filter((path) => !path.startsWith('..'));

const service = (folder: string) => ({
  entry: ['openapi/routes.ts'], // imported by its path: shared/openapi/services.ts
  'serverless-framework': { entry: includedCode(folder) },
});

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: [],
      ignore: ['docs/examples/*.mjs'], // programs of others
      ignoreDependencies: ['@biomejs/biome'], // started by its name: shared/cli/steps.ts
    },
    shared: {
      includeEntryExports: true, // package.json exports every module of src: to Knip each of them is an entry
      entry: [
        ...programs,
        'cli/start/*/*.js', // loaded by the HTML page beside it
        'gateway/viewerRequest.js', // read by distribution.cjs
        'addressData/generate.ts', // run by hand when its sources have changed
      ],
      'serverless-framework': { entry: includedCode('shared') },
    },
    'shared/client': { ignore: ['src/generated/*.ts'] },
    'shared/events': {
      entry: ['src/handlers/*.ts', 'forwarders.cjs'], // named by kafka.yml and bus.yml, and by serverless.yml
      'serverless-framework': { entry: [] },
    },
    'shared/graphql': { entry: ['whatwgFetch.d.ts'], 'serverless-framework': { entry: [] } }, // read by tsconfig.json
    'shared/platform': {
      entry: ['src/aws/mailboxPage/*.js'],
      'serverless-framework': {
        config: ['test/fixtures/noteService/serverless.yml'],
        entry: ['test/fixtures/noteService/src/handlers/*.ts'], // a stack below a workspace: knip looks for its handlers in src
      },
    },
    'shared/test-provider': { entry: ['src/page/*.js'] },
    authService: service('authService'),
    bannerService: service('bannerService'),
    categoryService: service('categoryService'),
    orderService: {
      ...service('orderService'),
      entry: ['openapi/routes.ts', 'cli/*.ts'],
      ignoreDependencies: [/^@fontsource-variable\//], // read as files: `custom.assets` of orderService/serverless.yml
    },
    productService: { ...service('productService'), entry: ['openapi/routes.ts', 'cli/*.ts'] },
  },
};

export default config;
