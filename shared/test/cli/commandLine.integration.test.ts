import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);

/** Without credentials and without a platform: nothing can be reached by mistake. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|^NODE_OPTIONS$/.test(name))),
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_EC2_METADATA_DISABLED: 'true',
  PLATFORM_FILE: '/nowhere/platform.json',
};

/** Runs `npm run {script} -- {args}` without npm. */
const run = (script: string, ...args: string[]): Promise<{ code: number | null; printed: string; errors: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['shared/cli/run.mjs', script, ...args], { env: environment });
    const texts = { printed: '', errors: '' };
    child.stdout.on('data', (chunk) => {
      texts.printed += chunk;
    });
    child.stderr.on('data', (chunk) => {
      texts.errors += chunk;
    });
    child.on('close', (code) => resolve({ code, ...texts }));
  });

test.each(scripts)('npm run %s -- --help explains the command and does nothing else', async (script) => {
  const { code, printed, errors } = await run(script, '--help');

  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(printed).toMatch(new RegExp(`^Usage: npm (run )?${script} -- `));
  expect(printed.trimEnd()).toMatch(/-h, --help +this text$/);
});

describe('a command that is called wrongly ends with 2 and says what there is', () => {
  test.each([
    ['start', ['--nope'], "unknown option '--nope'\n\nUsage: npm start"],
    ['test', ['--nope'], "unknown option '--nope'\n\nUsage: npm test"],
    ['deploy', [], 'Name it with --stage'],
    ['deploy', ['--stage', 'dev', '--service', 'nope'], 'authService, bannerService, categoryService'],
    ['remove', ['--stage', 'My_Stage'], 'cannot be a stage'],
    ['redrive', ['--service', 'nope'], '  orderService: OrderDeadLetterQueue, NotificationDeadLetterQueue'],
    ['seed', ['--products', 'many'], '--products takes a whole number'],
    ['test:e2e', ['--stage', 'prod'], 'not on prod'],
    ['bench', ['nope'], 'Allowed choices are bundles, products, search'],
    ['grant-admin', [], "missing required argument 'email'"],
    ['pay', ['one', 'two'], 'too many arguments'],
    ['check', ['everything'], 'too many arguments'],
  ])('npm run %s -- %j', async (script, args, sentence) => {
    const { code, errors } = await run(script, ...args);

    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(sentence) });
  });
});

test('a deployment without credentials fails before anything is packaged, and names the page that helps', async () => {
  const { code, printed, errors } = await run('deploy', '--stage', 'dev');

  expect({ code, printed }).toEqual({ code: 1, printed: '' });
  expect(errors).toContain('docs/deploy.md#what-you-need');
});
