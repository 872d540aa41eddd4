import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { packageStacks } from '../../src/packaging/packageStacks.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const fixture = fileURLToPath(new URL('../fixtures/noteService', import.meta.url));

let directory: string;
beforeEach(() => {
  mkdirSync(join(root, '.local'), { recursive: true });
  directory = mkdtempSync(join(root, '.local', 'package-test-'));
  cpSync(fixture, join(directory, 'noteService'), { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('two that package the same stack at once both get the whole of it', async () => {
  const stack = { name: 'noteService', folder: relative(root, join(directory, 'noteService')) };
  const packageInto = (name: string) =>
    packageStacks([stack], { root, region: 'eu-west-1', directory: join(directory, name) });

  const packages = (await Promise.all([packageInto('one'), packageInto('one'), packageInto('other')])).flat();

  expect(packages).toHaveLength(3);
  for (const { bundles } of packages) {
    const files = Object.entries(bundles).map(([zip, folder]) =>
      join(folder, 'src', 'handlers', zip.replace('.zip', '.mjs')),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  }
}, 120_000);

test('packages of several stages share the zips of their functions', async () => {
  const stack = { name: 'noteService', folder: relative(root, join(directory, 'noteService')) };
  const options = { root, region: 'eu-west-1', directory: join(directory, 'packages') };
  const [first] = await packageStacks([stack], options);
  const [zip = ''] = Object.keys(first?.bundles ?? {});
  const marked = zipSync({ 'marked.txt': new Uint8Array(1) });
  writeFileSync(join(first?.folder ?? '', zip), marked);

  const [other] = await packageStacks([stack], { ...options, stage: 'other' });
  const [changed] = await packageStacks([stack], { ...options, nativePackages: 'lambda' });

  expect(readFileSync(join(other?.folder ?? '', zip)).equals(marked)).toBe(true);
  expect(readFileSync(join(changed?.folder ?? '', zip)).equals(marked)).toBe(false);
}, 120_000);
