import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(20_000); // each test starts processes

const program = new URL('../../cli/install.mjs', import.meta.url).href;
let root: string;

const lockFile = (version: string) =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/node': { version, integrity: 'sha512-x' },
      'node_modules/only-on-windows': { version: '1.0.0', optional: true },
      shared: { version: '0.1.0' },
    },
  });

/** Stands in for npm: writes down that it ran, takes a moment, and leaves behind what an install leaves. */
const npmScript = `#!/bin/sh
echo run >> "$PWD/npm-runs"
sleep 0.3
if [ -e "$PWD/npm-fails" ]; then echo "npm error network timeout" >&2; exit 1; fi
rm -rf node_modules && mkdir -p node_modules/.bin && touch node_modules/.bin/node
cp package-lock.json node_modules/.package-lock.json
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'npm'), npmScript, { mode: 0o755 });
  writeFileSync(join(root, 'package-lock.json'), lockFile('24.0.0'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const npmRuns = () =>
  existsSync(join(root, 'npm-runs')) ? readFileSync(join(root, 'npm-runs'), 'utf8').split('\n').length - 1 : 0;

const ensureInstalled = (): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve) => {
    const code = `import(${JSON.stringify(program)}).then((m) => m.ensureInstalled(${JSON.stringify(root)}))`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', `await ${code}`], {
      env: { PATH: `${join(root, 'bin')}:${process.env.PATH}` },
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (exitCode) => resolve({ code: exitCode, errors }));
  });

describe('dependencies', () => {
  test('are installed, visibly, when there are none, and then no more', async () => {
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

  test('that were installed by hand are taken as they are', async () => {
    mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(root, 'node_modules', '.bin', 'node'), '');
    const record = { packages: { 'node_modules/node': { version: '24.0.0', integrity: 'sha512-x' } } };
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(record));

    await ensureInstalled();

    expect(npmRuns()).toBe(0);
  });

  test('are installed once by two that start at the same time', async () => {
    const [one, other] = await Promise.all([ensureInstalled(), ensureInstalled()]);

    expect([one.code, other.code]).toEqual([0, 0]);
    expect(npmRuns()).toBe(1);
  });

  test('are installed even when a former install was killed and left its lock', async () => {
    mkdirSync(join(root, '.local'));
    writeFileSync(join(root, '.local', 'install.lock'), '999999999');

    expect((await ensureInstalled()).code).toBe(0);
  });

  test('that do not install end the command with what npm said', async () => {
    writeFileSync(join(root, 'npm-fails'), '');

    const { code, errors } = await ensureInstalled();

    expect(code).toBe(1);
    expect(errors).toContain('npm error network timeout');
    expect(errors).toContain('npm ci failed (exit code 1)');
  });
});
