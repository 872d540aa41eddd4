/**
 * `npm start` and `npm run dev`: run the whole platform on this machine until Ctrl-C. Only this file is loaded at first, so that wrong
 * options are reported at once and everything else is loaded from the compile cache.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { commandLine } from '../commandLine.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const isDev = process.argv.includes('--watch');

/** Reads the options. Wrong ones end the process. */
const readArguments = () => {
  const command = commandLine(isDev ? 'dev' : 'start')
    .option('--fresh', 'delete all data of earlier runs first: users, products, orders, emails', false)
    .option('--directory <dir>', 'where to keep data, log and platform.json', join(root, '.local'))
    .option('--record-calls <file>', 'write the IAM permissions that the functions use to this file')
    .option(
      '--transaction-ms <number>',
      'how long a DynamoDB transaction locks its rows; other writes to them conflict meanwhile. 0: no conflicts',
      wholeNumber,
      4,
    )
    .option('--gateway-only', 'the APIs reject requests that did not come through the gateway', false)
    .option('--quick-passwords', 'hash passwords with little effort, for tests that create many accounts')
    .option(
      '--function-endpoints <json>',
      'endpoints by AWS service that functions call instead, as JSON; npm run chaos uses it',
      readJson,
    )
    .addOption(new Option('--watch', 'added by npm run dev').default(false).hideHelp())
    .parse();
  type Options = {
    fresh: boolean;
    directory: string;
    watch: boolean;
    transactionMs: number;
    gatewayOnly: boolean;
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
    portBase: readPortBase(command),
  };
};

const wholeNumber = (text: string): number => {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of milliseconds below 10,000.');
};

const readJson = (text: string): Record<string, string> => {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It must be JSON.');
  }
};

const readPortBase = (command: Command): number => {
  const text = process.env.PORT_BASE ?? '4000';
  const base = Number(text);
  return Number.isInteger(base) && base >= 0 && base <= 65_000 && text.trim() !== ''
    ? base
    : command.error(`error: PORT_BASE must be a whole number from 0 to 65000, not "${text}"`);
};

const options = readArguments();
enableCompileCache(join(root, '.local', 'cache', 'compiled'));
const { runShop } = await import('./runShop.ts');
await runShop({ root, ...options });
