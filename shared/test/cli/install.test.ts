import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(20_000); // each test starts processes

const program = new URL('../../cli/install.mjs', import.meta.url).href;
let root: string;

const lockFile = (version: string) =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/node': { version, integrity: 'sha512-x' },
      'node_modules/jest': { version: '30.0.0', integrity: 'sha512-y', dev: true },
      'node_modules/only-on-windows': { version: '1.0.0', optional: true },
      'node_modules/@ecommerce/shop': { resolved: 'shop', link: true },
      shop: { version: '0.1.0', devDependencies: { jest: '30' } },
    },
  });

/** Stands in for npm: writes down that it ran, takes a moment, and leaves behind what an install leaves. */
const npmScript = `#!/bin/sh
echo run >> "$ROOT/npm-runs"
cp -r package.json package-lock.json shop "$ROOT/read"
if [ -e "$ROOT/npm-hangs" ]; then mkdir node_modules; sleep 60; fi
sleep 0.3
if [ -e "$ROOT/npm-fails" ]; then echo "npm error network timeout" >&2; exit 1; fi
if [ -e "$ROOT/other-addresses" ] && grep -q registry.npmjs.org package-lock.json; then echo "npm error code E404" >&2; exit 1; fi
mkdir -p node_modules/.bin node_modules/node && touch node_modules/.bin/node node_modules/node/index.js node_modules/node/index.d.ts
mkdir -p node_modules/node/test node_modules/node/dist/test && touch node_modules/node/README.md node_modules/node/LICENSE.md node_modules/node/test/index.js node_modules/node/dist/test/index.js
if grep -q shop/node_modules package-lock.json; then mkdir -p shop/node_modules/jest && touch shop/node_modules/jest/index.js; fi
cp package-lock.json node_modules/.package-lock.json
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'read'));
  mkdirSync(join(root, 'shop'));
  writeFileSync(join(root, 'shop', 'package.json'), JSON.stringify({ devDependencies: { jest: '30' } }));
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ workspaces: ['shop'], dependencies: { node: '24' }, devDependencies: { jest: '30' } }),
  );
  writeFileSync(join(root, 'bin', 'npm'), npmScript, { mode: 0o755 });
  writeFileSync(join(root, 'package-lock.json'), lockFile('24.0.0'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LINK = { 'node_modules/@ecommerce/shop': { resolved: 'shop', link: true } };

const installByHand = (packages: Record<string, { version: string; integrity: string }>, links: object = LINK) => {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.bin', 'node'), '');
  writeFileSync(
    join(root, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: { ...packages, ...links } }),
  );
};

const npmRuns = () =>
  existsSync(join(root, 'npm-runs')) ? readFileSync(join(root, 'npm-runs'), 'utf8').split('\n').length - 1 : 0;

const startInstall = (scope: 'runtime' | 'all') => {
  const call = `ensureInstalled(${JSON.stringify(root)}, '${scope}')`;
  const code = `import(${JSON.stringify(program)}).then((module) => module.${call})`;
  return spawn(process.execPath, ['--input-type=module', '-e', `await ${code}`], {
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, ROOT: root },
    detached: true,
  });
};

const ensureInstalled = (scope: 'runtime' | 'all' = 'all'): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve) => {
    const child = startInstall(scope);
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (exitCode) => resolve({ code: exitCode, errors }));
  });

describe('dependencies', () => {
  test('are installed, with progress, if there are none, and then no more', async () => {
    const { code, errors } = await ensureInstalled();
    expect(code).toBe(0);
    expect(errors).toContain('Installing the dependencies');

    expect(await ensureInstalled()).toEqual({ code: 0, errors: '' });
    expect(npmRuns()).toBe(1);
  });

  test('are installed again when the lock file has changed', async () => {
    await ensureInstalled();
    writeFileSync(join(root, 'package-lock.json'), lockFile('24.1.0'));

    await ensureInstalled();

    expect(npmRuns()).toBe(2);
  });

  test.each<['runtime' | 'all', number]>([
    ['runtime', 0],
    ['all', 1],
  ])('installed by hand without devDependencies: for %s npm runs %d times', async (scope, runs) => {
    installByHand({ 'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' } });

    await ensureInstalled(scope);

    expect(npmRuns()).toBe(runs);
  });

  test('that were all installed by hand are used unchanged', async () => {
    installByHand({
      'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' },
      'node_modules/jest': { version: '30.0.0', integrity: 'sha512-y' },
    });

    await ensureInstalled('all');

    expect(npmRuns()).toBe(0);
  });

  test('are installed again when a workspace is new', async () => {
    installByHand(
      {
        'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' },
        'node_modules/jest': { version: '30.0.0', integrity: 'sha512-y' },
      },
      {},
    );

    await ensureInstalled('all');

    expect(npmRuns()).toBe(1);
  });

  test('that a workspace needs in another version are installed in its folder, also when they are missing there', async () => {
    const lock = JSON.parse(lockFile('24.0.0'));
    const own = { 'shop/node_modules/jest': { version: '29.0.0', integrity: 'sha512-z' } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { ...lock.packages, ...own } }));
    installByHand({
      'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' },
      'node_modules/jest': { version: '30.0.0', integrity: 'sha512-y' },
    });

    await ensureInstalled('all');

    expect(npmRuns()).toBe(1);
    expect(existsSync(join(root, 'shop', 'node_modules', 'jest', 'index.js'))).toBe(true);
    expect(existsSync(join(root, 'shop', 'package.json'))).toBe(true);
  });

  test('of a workspace are removed when it no longer needs another version', async () => {
    mkdirSync(join(root, 'shop', 'node_modules', 'jest'), { recursive: true });

    await ensureInstalled('all');

    expect(existsSync(join(root, 'shop', 'node_modules'))).toBe(false);
  });

  test('are installed once by two concurrent commands', async () => {
    const [one, other] = await Promise.all([ensureInstalled(), ensureInstalled()]);

    expect([one.code, other.code]).toEqual([0, 0]);
    expect(npmRuns()).toBe(1);
  });

  test('are installed even when a former install was killed and left its lock', async () => {
    mkdirSync(join(root, '.local'));
    writeFileSync(join(root, '.local', 'install.lock'), '999999999');

    expect((await ensureInstalled()).code).toBe(0);
  });

  test('that cannot be installed end the command with npm’s message', async () => {
    writeFileSync(join(root, 'npm-fails'), '');

    const { code, errors } = await ensureInstalled();

    expect(code).toBe(1);
    expect(errors).toContain('npm error network timeout');
    expect(errors).toContain('npm ci failed (exit code 1)');
  });

  const readByNpm = (file: string) => JSON.parse(readFileSync(join(root, 'read', file), 'utf8'));
  const has = (path: string) => existsSync(join(root, 'node_modules', path));

  test('for running are installed without those for development, and without files that only people and tools read', async () => {
    await ensureInstalled('runtime');

    expect(readByNpm('package.json')).toEqual({ workspaces: ['shop'], dependencies: { node: '24' } });
    expect(readByNpm('shop/package.json')).toEqual({});
    expect(readByNpm('package-lock.json').packages.shop).toEqual({ version: '0.1.0' });
    expect(Object.keys(readByNpm('package-lock.json').packages)).not.toContain('node_modules/jest');
    expect(['index.js', 'LICENSE.md', 'dist/test'].map((path) => has(`node/${path}`))).toEqual([true, true, true]);
    expect(['index.d.ts', 'README.md', 'test'].map((path) => has(`node/${path}`))).toEqual([false, false, false]);
    await ensureInstalled('runtime');
    expect(npmRuns()).toBe(1);
  });

  test('for running are followed by the others when a command needs them', async () => {
    await ensureInstalled('runtime');
    await ensureInstalled('all');
    expect(Object.keys(readByNpm('package-lock.json').packages)).toContain('node_modules/jest');
    expect(has('node/index.d.ts')).toBe(true);

    await ensureInstalled('runtime');
    await ensureInstalled('all');
    expect(npmRuns()).toBe(2);
  });

  test('for running, completed by npm install, are installed again for development', async () => {
    await ensureInstalled('runtime');
    installByHand({
      'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' },
      'node_modules/jest': { version: '30.0.0', integrity: 'sha512-y' },
    });

    await ensureInstalled('runtime');
    expect(npmRuns()).toBe(1);
    await ensureInstalled('all');
    expect(npmRuns()).toBe(2);
    expect(has('node/index.d.ts')).toBe(true);
  });

  test('come from addresses that npm need not look up, and from those of the registry where it has others', async () => {
    writeFileSync(join(root, 'other-addresses'), '');

    expect((await ensureInstalled()).code).toBe(0);

    expect(npmRuns()).toBe(2);
    expect(readByNpm('package-lock.json').packages['node_modules/node']).not.toHaveProperty('resolved');
  });

  test('stay as they were when an install is killed, and the next one is complete', async () => {
    await ensureInstalled('runtime');
    writeFileSync(join(root, 'npm-hangs'), '');
    const child = startInstall('all');
    while (npmRuns() < 2) await sleep(10);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    expect(has('node/index.js')).toBe(true);
    expect(await ensureInstalled('runtime')).toEqual({ code: 0, errors: '' });

    rmSync(join(root, 'npm-hangs'));
    expect((await ensureInstalled('all')).code).toBe(0);
    expect([has('node/index.d.ts'), existsSync(join(root, '.local', 'install'))]).toEqual([true, false]);
  });
});
