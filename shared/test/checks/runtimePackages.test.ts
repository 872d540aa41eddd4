import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { commands } from '../../cli/commands.mjs';

const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** The packages that the modules import, directly or through other modules of this repository. */
const packagesOf = async (entryPoints: string[]): Promise<Set<string>> => {
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'none',
    write: false,
    metafile: true,
    logLevel: 'error',
    loader: { '.node': 'empty' },
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const external = imports.filter(
    ({ external, path }) => external && !path.startsWith('node:') && !path.startsWith('.'),
  );
  return new Set(external.map(({ path }) => packageOf(path)));
};

test('commands that run with only the runtime packages import no others', async () => {
  const runtime = Object.values(commands).filter(({ installs }) => installs === 'runtime');
  const programs = runtime.flatMap(({ program }) => program.filter((part) => /\.(ts|mjs)$/.test(part)));
  const manifests = ['package.json', ...globSync('*/package.json', { exclude: (name) => name === 'node_modules' })];
  const installed = manifests.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {}));

  const imported = await packagesOf([...new Set([...programs, ...globSync('shared/serverless/*.cjs')])]);

  expect(imported.size).toBeGreaterThan(10);
  expect([...imported].filter((name) => !installed.includes(name) && !name.startsWith('@ecommerce/'))).toEqual([]);
});

test.each(['shared/platform', 'shared/test-provider'])('%s declares the packages that it imports', async (folder) => {
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

  const imported = await packagesOf(globSync(`${folder}/src/**/*.{ts,mjs}`));

  expect(imported.size).toBeGreaterThan(0);
  expect([...imported].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
});
