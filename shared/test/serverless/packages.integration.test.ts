import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionDefinition } from '@ecommerce/platform/functions';
import { type PackagedStack, packageStacks } from '@ecommerce/platform/packaging';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type CompiledStack, compileStacks } from '../../checks/templates/compiledStacks.ts';
import { functionsOf, unloadableFunctions } from '../../checks/unloadableFunctions.ts';
import { shopStacks } from '../../cli/stacks.ts';

jest.setTimeout(600_000); // packages what has changed since it was last packaged, and a stack anew

describe('packaging the same sources of a stack twice', () => {
  const STACK = 'orderService'; // with the most functions, and with files of packages
  const root = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'packages-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  let pairs: [PackagedStack, PackagedStack][];
  beforeAll(async () => {
    const stacks = shopStacks(root).filter(({ name }) => name === STACK);
    const first = await packageStacks(stacks, { root, region: 'eu-west-1' });
    const second = await packageStacks(stacks, { root, region: 'eu-west-1', directory });
    pairs = first.flatMap((one, index) => (second[index] ? [[one, second[index]]] : []));
  });

  const filesOf = ({ folder }: PackagedStack, isOfInterest: (name: string) => boolean) =>
    readdirSync(folder)
      .filter(isOfInterest)
      .map((name) => ({ name, content: readFileSync(join(folder, name)) }));

  test('gives the same archives, byte for byte', () => {
    const archives = (stack: PackagedStack) =>
      filesOf(stack, (name) => name.endsWith('.zip')).map(({ name, content }) => [
        name,
        createHash('sha256').update(content).digest('hex'),
      ]);

    expect(pairs).toHaveLength(1);
    for (const [one, other] of pairs) {
      expect(archives(one).length).toBeGreaterThan(0);
      expect(archives(other)).toEqual(archives(one));
    }
  });

  test('gives the same templates and state, except for the folder that the framework names after the time', () => {
    const timeless = (stack: PackagedStack) =>
      filesOf(stack, (name) => /^(cloudformation-template|serverless-state)/.test(name)).map(({ name, content }) => [
        name,
        content.toString().replaceAll(/\b\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
      ]);

    for (const [one, other] of pairs) expect(timeless(other)).toEqual(timeless(one));
  });
});

test('bundles load node:http without the fetch that an import would load', async () => {
  const packaged = await packageStacks(shopStacks(process.cwd()), { root: process.cwd(), region: 'eu-west-1' });
  const bundles = packaged.flatMap((stack) => Object.values(stack.bundles)).flatMap((folder) => modulesIn(folder));

  expect(bundles.filter((code) => /=\w+\("(node:)?https"\)/.test(code)).length).toBeGreaterThan(40);
  expect(bundles.filter((code) => /(from|import\()"(node:)?https?"/.test(code))).toEqual([]);
});

test('files of packages are in the zip of the function that reads them, and in no other', async () => {
  const packaged = await packageStacks(shopStacks(process.cwd()), { root: process.cwd(), region: 'eu-west-1' });
  const folders = packaged.flatMap(({ bundles }) => Object.entries(bundles));
  const sizeOf = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

  const withFiles = folders.filter(([, folder]) => existsSync(join(folder, 'node_modules')));

  expect(withFiles.map(([name]) => name).sort()).toEqual(['getInvoice.zip', 'publishProductImage.zip']);
  for (const [, folder] of withFiles) expect(sizeOf(folder)).toBeLessThan(25_000_000); // of the 250 MB that Lambda allows
});

describe('every function loads with only the environment variables of its template', () => {
  let functions: FunctionDefinition[];
  beforeAll(async () => {
    const root = process.cwd();
    functions = await functionsOf(await packageStacks(shopStacks(root), { root, region: 'eu-west-1' }));
  });

  test('as packaged', async () => {
    expect(functions.length).toBeGreaterThan(50);
    expect(await unloadableFunctions(functions)).toEqual({});
  });

  test('and fails if one is missing', async () => {
    const [checkout] = functions.filter(({ name }) => name.endsWith('-checkout'));
    const { ORDERS_TABLE: _, ...environment } = checkout?.environment ?? {};

    expect(await unloadableFunctions(checkout ? [{ ...checkout, environment }] : [])).toEqual({
      [checkout?.name ?? '']: expect.stringContaining('ORDERS_TABLE'),
    });
  });
});

/** The text of every module in a function's folder. */
const modulesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));

describe('two stages in one account', () => {
  /** The properties by which a resource is told from all others of its type in an account. */
  const NAMES = /^(?!MetricName$)\w*Name$/;
  const scoped = new Set([
    'AWS::Cognito::UserPoolGroup', // within its pool
    'AWS::Cognito::UserPoolClient',
    'AWS::ApiGatewayV2::Stage', // within its API
  ]);

  const namesOf = (stacks: CompiledStack[]): string[] =>
    stacks.flatMap(({ resources }) =>
      [...resources.values()].flatMap(({ type, properties }) =>
        Object.entries(properties).flatMap(([key, value]) =>
          NAMES.test(key) && typeof value === 'string' && !scoped.has(type) ? [`${type} ${key} ${value}`] : [],
        ),
      ),
    );

  test('have no name in common', async () => {
    const [dev, prod] = [namesOf(await compileStacks('dev')), namesOf(await compileStacks('prod'))];

    expect(dev.length).toBeGreaterThan(100);
    expect(dev.filter((name) => prod.includes(name))).toEqual([]);
  });
});
