import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
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

test('a package without code has the same template', async () => {
  const stack = { name: 'noteService', folder: relative(root, join(directory, 'noteService')) };
  const options = { root, region: 'eu-west-1', directory: join(directory, 'packages') };
  const [whole] = await packageStacks([stack], options);
  const [bare] = await packageStacks([stack], { ...options, isTemplateOnly: true });

  const timeless = (template: unknown) =>
    JSON.stringify(template).replaceAll(/\b\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
  expect(timeless(bare?.template)).toBe(timeless(whole?.template));
  expect(Object.keys(bare?.bundles ?? {})).toEqual(Object.keys(whole?.bundles ?? {}));
  expect(Object.values(bare?.bundles ?? {}).flatMap((folder) => readdirSync(folder))).toEqual([]);
}, 120_000);
