/**
 * `npm start` and `npm run dev`: the whole platform on this machine, until Ctrl-C. This file alone is loaded at first, so that
 * a wrong option is answered at once and everything else is loaded from the compile cache.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, Option } from 'commander';
import { commandLine } from '../cli/commandLine.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const isDev = process.argv.includes('--watch');

/** @returns what the options say, once nothing is asked for that there is not */
function readArguments() {
  const command = commandLine(
    isDev ? 'dev' : 'start',
    `Runs the five services on this machine, until Ctrl-C${isDev ? ', and puts changed code in place when a file is saved' : ''}.

PORT_BASE  first port, 4000 by default: services at +1 to +5, mailbox at +10, payments at +11, page of the APIs at +12, AWS endpoints from +20`,
  )
    .option('--fresh', 'deletes all kept data first (users, products, orders, mails)', false)
    .option('--directory <dir>', 'keeps data, log and platform.json there instead of in .local', join(root, '.local'))
    .option('--record-calls <file>', 'writes to that file which IAM permissions the functions make use of')
    .option(
      '--transaction-ms <number>',
      'how long a transaction holds its rows of DynamoDB: other writes conflict with it then (0: nothing conflicts)',
      wholeNumber,
      4,
    )
    .option('--quick-passwords', 'hashes passwords with little effort: for tests, which make many accounts')
    .option('--function-endpoints <json>', 'functions call AWS there, by service, as npm run chaos has it', JSON.parse)
    .addOption(new Option('--watch', 'what npm run dev adds').default(false).hideHelp())
    .parse();
  type Options = {
    fresh: boolean;
    directory: string;
    watch: boolean;
    transactionMs: number;
    quickPasswords?: boolean;
    recordCalls?: string;
    functionEndpoints?: Record<string, string>;
  };
  const { directory, recordCalls, quickPasswords, ...flags } = command.opts<Options>();
  return {
    ...flags,
    ...(quickPasswords ? { passwordCost: 1024 } : {}),
    directory: resolve(directory),
    ...(recordCalls === undefined ? {} : { callRecord: recordCalls }),
  };
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number of milliseconds, below 10,000.');
}

function readPortBase(): number {
  const text = process.env.PORT_BASE ?? '4000';
  const base = Number(text);
  return Number.isInteger(base) && base >= 0 && base <= 65_000 && text.trim() !== ''
    ? base
    : endWith(`PORT_BASE must be a whole number from 0 to 65000, not "${text}".\n`);
}

function endWith(message: string): never {
  process.stderr.write(message);
  process.exit(1);
}

const options = readArguments();
const portBase = readPortBase();
enableCompileCache(join(root, '.local', 'cache', 'compiled'));
const { runUntilStopped } = await import('./session.ts');
await runUntilStopped({ root, portBase, ...options });
