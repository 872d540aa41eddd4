/**
 * `npm start` and `npm run dev`: the whole platform on this machine, until Ctrl-C. This file alone is loaded at first, so that
 * a wrong option is answered at once and everything else is loaded from the compile cache.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const usage = `npm start [-- options]    runs the five services on this machine, until Ctrl-C
npm run dev [-- options]  the same, and puts changed code in place when a file is saved

  --fresh            deletes all kept data first (users, products, orders, mails)
  --directory <dir>  keeps data, log and platform.json there instead of in .local
  --record-calls <f> writes to that file which IAM permissions the functions make use of
  --watch            what npm run dev adds
  --help             this text

PORT_BASE  first port, 4000 by default: services at +1 to +5, mailbox at +10, payments at +11, page of the APIs at +12, AWS endpoints from +20
`;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        directory: { type: 'string', default: join(root, '.local') },
        'record-calls': { type: 'string' },
        watch: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { directory, 'record-calls': callRecord, ...flags } = values;
    return { ...flags, directory: resolve(directory), ...(callRecord === undefined ? {} : { callRecord }) };
  } catch (error) {
    return endWith(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
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

const { help, ...options } = readArguments();
if (help) {
  process.stdout.write(usage);
} else {
  const portBase = readPortBase();
  enableCompileCache(join(root, '.local', 'cache', 'compiled'));
  const { runUntilStopped } = await import('./session.ts');
  await runUntilStopped({ root, portBase, ...options });
}
