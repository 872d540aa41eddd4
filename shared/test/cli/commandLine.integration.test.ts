import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { commands, shortHelp } from '../../cli/commands.mjs';

const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);

/** Commands that can work on a stage, with the arguments that they need. */
const onAStage = [
  ['deploy', '--stage', 'dev'],
  ['remove', '--stage', 'dev', '--yes'],
  ['test:e2e', '--stage', 'dev'],
  ['seed', '--stage', 'dev'],
  ['grant-admin', 'ann@example.com', '--stage', 'dev'],
  ['order', '7c9e6679-7425-40de-944b-e07fc1f90ae7', '--stage', 'dev'],
  ['redrive', '--stage', 'dev', '--yes'],
];

/** Without credentials and without a platform: nothing can be reached by mistake. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|^NODE_OPTIONS$/.test(name))),
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_EC2_METADATA_DISABLED: 'true',
  PLATFORM_FILE: '/nowhere/platform.json',
  NODE_COMPILE_CACHE: '.local/cache/compiled', // as run.mjs does: it halves the processor time of each of a hundred programs
};

/** Reports on stderr whatever a command starts or writes. */
const watch = fileURLToPath(new URL('nothingStarted.mjs', import.meta.url));

type Ended = { code: number | null; printed: string; errors: string };

/** Runs `npm run {script} -- {args}` without npm. */
const run = (script: string, ...args: string[]): Promise<Ended> =>
  runWith(environment, 'shared/cli/run.mjs', script, ...args);

const runWith = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env });
    const texts = { printed: '', errors: '' };
    child.stdout.on('data', (chunk) => {
      texts.printed += chunk;
    });
    child.stderr.on('data', (chunk) => {
      texts.errors += chunk;
    });
    child.on('close', (code) => resolve({ code, ...texts }));
  });

test('package.json has exactly these commands', () => {
  const { scripts: calls } = JSON.parse(readFileSync('package.json', 'utf8'));
  const expected = Object.keys(commands).map((name) => [name, `node shared/cli/run.mjs ${name}`]);

  expect(calls).toEqual(Object.fromEntries(expected));
});

describe.each(Object.entries(commands))('npm run %s', (script, { program }) => {
  const call = script === 'start' || script === 'test' ? `npm ${script}` : `npm run ${script}`;

  test('--help says what it is for, its options and examples, and starts nothing', async () => {
    const { code, printed, errors } = await runWith(environment, '--import', watch, ...program, '--help');

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatch(new RegExp(`^Usage: ${call} -- .*\n\n[A-Z]`));
    expect(printed).toContain('-h, --help');
    expect(printed.split('\nExamples:\n')[1]).toMatch(new RegExp(`^  (\\w+=\\S+ )?${call}\\b.* # `));
  });

  test('an unknown option exits with 2, shows the options that exist, and starts nothing', async () => {
    const { code, printed, errors } = await runWith(environment, '--import', watch, ...program, '--unheard-of');

    expect({ code, printed }).toEqual({ code: 2, printed: '' });
    expect(errors).toMatch(new RegExp(`^error: unknown option '--unheard-of'\n\nUsage: ${call} -- `));
    expect(errors).toContain('-h, --help');
  });
});

test('a server, a process or a file would be noticed', async () => {
  const started = `import('node:net').then(({ createServer }) => createServer().listen(0).unref());
    import('node:child_process').then(({ spawn }) => spawn('true'));`;

  const { errors } = await runWith(environment, '--import', watch, '--eval', started);

  expect(errors).toBe('opened a server: listen\nstarted a process: spawn\n');
});

test('run.mjs passes --help on', async () => {
  const { code, printed, errors } = await run('pay', '--help');

  expect({ code, printed, errors }).toEqual({ code: 0, printed: expect.stringContaining('--fail'), errors: '' });
});

test('before anything is installed, --help still says what a command is for', () => {
  const help = shortHelp('seed');

  expect(help).toContain(commands.seed?.purpose);
  expect(help).toContain('npm run seed -- --products 50');
});

test('a command that does not exist exits with 2 and lists those that do', async () => {
  const { code, errors } = await run('strat');

  expect(code).toBe(2);
  for (const script of scripts) expect(errors).toContain(commands[script]?.purpose);
});

describe('wrong arguments exit with 2 and name the right ones', () => {
  test.each([
    ['start', ['--function-endpoints', '{'], 'It must be JSON'],
    ['start', ['--transaction-ms', 'ten'], 'It must be a whole number'],
    ['deploy', [], 'Name it with --stage'],
    ['deploy', ['--stage', 'dev', '--service', 'nope'], 'authService, bannerService, categoryService'],
    ['remove', ['--stage', 'My_Stage'], 'cannot be a stage'],
    ['deploy', ['--stage', 'dev', '--param', 'mailform=a@b.example'], 'These exist: cleanUpEmails, cookieOrigin'],
    ['remove', ['--stage', 'dev', '--region', 'Ireland'], 'A region looks like eu-west-1'],
    ['replay', ['--from', '2026-11-01'], 'Name the time: --to'],
    ['replay', ['--from', 'yesterday', '--to', '2026-11-01'], '--from takes a time'],
    [
      ...(['replay', ['--from', '2026-11-01', '--to', '2026-11-02', '--type', 'PRODUCT_CHANGED']] as const),
      'Only the events of orders can be sent again',
    ],
    ['redrive', ['--service', 'nope'], '  orderService: OrderDeadLetterQueue, NotificationDeadLetterQueue'],
    ['seed', ['--products', 'many'], '--products takes a whole number'],
    ['test:e2e', ['--stage', 'prod'], 'prod is not allowed'],
    ['bench', ['nope'], 'Allowed choices are bundles, products, search'],
    ['bench', ['customers', '--against', 'no-such-commit'], 'git knows no commit "no-such-commit"'],
    ['order', ['17'], 'It must be a UUID'],
    ['chaos', ['--p', '2'], '--p must be a number from 0 to 1'],
    ['simulate', ['--without', 'luck'], '--without must be one of'],
    ['grant-admin', ['ann'], '"ann" is not an email address'],
    ['grant-admin', [], "missing required argument 'email'"],
    ['pay', ['one', 'two'], 'too many arguments'],
    ['check-csv', ['no-such.csv'], 'There is no file "no-such.csv"'],
    ['check', ['everything'], 'too many arguments'],
  ])('npm run %s -- %j', async (script, args, sentence) => {
    const { code, errors } = await run(script, ...args);

    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(sentence) });
    expect(errors).toContain('\nUsage: npm ');
  });

  test('PORT_BASE too', async () => {
    const { code, errors } = await runWith({ ...environment, PORT_BASE: 'many' }, 'shared/cli/run.mjs', 'start');

    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('PORT_BASE must be a whole number') });
  });
});

test.each(onAStage)(
  'without credentials npm run %s does nothing and names the page that helps',
  async (script, ...args) => {
    const { code, printed, errors } = await run(script, ...args);

    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(errors).toMatch(
      /^There are no usable AWS credentials in this environment .*docs\/deploy\.md#what-you-need\n$/,
    );
  },
);
