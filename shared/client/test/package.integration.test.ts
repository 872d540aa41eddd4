import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readmeExamples } from './readmeExamples.ts';

const run = promisify(execFile);
const root = process.cwd();
let folder: string;
let project: string;

/** Makes the tarball of a package's folder, without a network. */
const pack = async (source: string): Promise<string> => {
  const { stdout } = await run('npm', ['pack', source, '--json', '--ignore-scripts', '--pack-destination', folder]);
  return join(folder, JSON.parse(stdout)[0].filename);
};

/** Completes an example that uses the client of an earlier one. */
const withClient = (example: string): string => {
  if (example.includes('createShopClient')) return example;
  const names = ['createShopClient', 'unwrap'].filter((name) => !example.includes(`${name} }`));
  return `import { ${names.join(', ')} } from '@ecommerce/client';\nconst shop = createShopClient();\n${example}`;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-'));
  project = join(folder, 'project');
  const built = join(folder, 'client');
  await mkdir(project);
  await run(process.execPath, [resolve('shared/client/build.ts'), built]);
  const dependencies = ['openapi-fetch', 'openapi-typescript-helpers'].map((name) => resolve('node_modules', name));
  const tarballs = [built, ...dependencies].map(pack);
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', join(folder, 'cache')];
  await run('npm', ['install', ...options, ...(await Promise.all(tarballs))], { cwd: project });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the package has JavaScript, types, licence and README, and no sources', async () => {
  const installed = join(project, 'node_modules/@ecommerce/client');
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));

  expect(manifest).toMatchObject({
    version: JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version,
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  });
  expect(Object.keys(manifest)).not.toContain('private');
  for (const file of ['index.js', 'index.d.ts', 'README.md', 'LICENSE']) {
    expect((await readFile(join(installed, file), 'utf8')).length).toBeGreaterThan(0);
  }
});

test('an empty project can import it in Node', async () => {
  const program = `
    import { createShopClient } from '@ecommerce/client';
    const fetch = async (request) => Response.json({ url: request.url });
    const { data } = await createShopClient({ baseUrl: 'https://shop.example', fetch }).banners.GET('/banners');
    console.log(data.url);`;

  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: project });

  expect(stdout).toBe('https://shop.example/api/banners/banners\n');
});

test('a project of CommonJS can require it in Node', async () => {
  const program = `
    const { createShopClient } = require('@ecommerce/client');
    console.log(typeof createShopClient().orders.GET);`;

  const { stdout } = await run(process.execPath, ['--input-type=commonjs', '-e', program], { cwd: project });

  expect(stdout).toBe('function\n');
});

/** A program that names codes of a route's failures one by one. */
const naming = (codes: readonly string[]): string => `
  import { createShopClient } from '@ecommerce/client';
  export const failure = async (): Promise<string> => {
    const { data, error } = await createShopClient().banners.GET('/banners');
    if (!error) return data.banners[0]?.imageUrl ?? '';
    switch (error.code) {
      ${codes.map((code) => `case '${code}':`).join(' ')}
        return error.error;
      default:
        return error.code satisfies never;
    }
  };`;

/** What `GET /banners` can end with. */
const CODES = [
  ...['INVALID_INPUT', 'BODY_TOO_LARGE', 'GATEWAY_REQUIRED', 'INTERNAL_ERROR', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'],
  ...['NETWORK_ERROR', 'TIMEOUT', 'UNEXPECTED_RESPONSE'],
];

/** Compiles programs in the project, strictly. Returns what the compiler says. */
const compile = async (programs: readonly string[], options: object): Promise<string> => {
  const source = join(project, 'src');
  await rm(source, { recursive: true, force: true });
  await mkdir(source);
  await Promise.all(
    programs.map((text, index) => writeFile(join(source, `program${index}.ts`), `${text}\nexport {};\n`)),
  );
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, target: 'ES2022', types: [], ...options };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  const { stdout } = await run('tsc', ['-p', project]).catch((error: { stdout: string }) => error);
  return stdout;
};

const bundled = { module: 'ESNext', moduleResolution: 'bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable'] };

test.each([
  ['Node', { module: 'NodeNext', lib: ['ES2022', 'DOM'] }],
  ['an older Node', { module: 'Node16', lib: ['ES2022', 'DOM'] }],
  ['a bundler for browsers', bundled],
])('the examples of the README and a switch over all codes compile against it, for %s', async (_, options) => {
  const examples = readmeExamples().map(withClient);

  expect(await compile([...examples, naming(CODES)], options)).toBe('');
  expect(examples.length).toBeGreaterThan(5);
});

test('the compiler names a code that a switch leaves out', async () => {
  expect(await compile([naming(CODES.slice(0, -1))], bundled)).toContain('\'"UNEXPECTED_RESPONSE"\'');
});
