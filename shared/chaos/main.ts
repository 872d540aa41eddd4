/** `npm run chaos`: orders under injected faults, and what is wrong afterwards. */
import { parseArgs } from 'node:util';
import { figure, formatTable } from '../bench/table.ts';
import { FAULT_KINDS } from './faults.ts';
import { type ChaosReport, runChaos } from './run.ts';

const usage = `npm run chaos [-- options]    drives orders on a platform of its own whose calls to AWS fail, and checks what must hold

  --seed <n>      which faults befall which calls; the same seed, the same faults (1)
  --p <share>     share of the calls that something befalls, 0 to 1 (0.2)
  --orders <n>    how many orders are placed (300)
  --keep-faults   the faults go on while everything settles
  --settle <s>    seconds that it may take to settle after the last order (300)
  --help          this text

A call is throttled, answered with 500, its connection breaks before it, it is made and its response lost, or it is delayed.
Half of the faults befall every attempt of the SDK, the others the first one. Ends with 1 if something is wrong.`;

const numberIn = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a number from ${least} to ${most}, not "${text}".`);
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      p: { type: 'string', default: '0.2' },
      orders: { type: 'string', default: '300' },
      'keep-faults': { type: 'boolean', default: false },
      settle: { type: 'string', default: '300' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    seed: numberIn(values.seed, 'seed', 0, 2 ** 32),
    p: numberIn(values.p, 'p', 0, 1),
    orders: numberIn(values.orders, 'orders', 1, 100_000),
    keepFaults: values['keep-faults'],
    settleSeconds: numberIn(values.settle, 'settle', 0, 86_400),
  };
};

const show = ({ operations, outcomes, redriven, mailedAgain, failures, violations }: ChaosReport): void => {
  const rows = [...operations].map(([operation, count]) => [
    operation,
    ...[count.calls, ...FAULT_KINDS.map((kind) => count[kind])].map(figure),
  ]);
  console.log(formatTable({ title: 'Calls and faults', columns: ['operation', 'calls', ...FAULT_KINDS], rows }));
  const found = INVARIANTS.map(([name, pattern]) => [
    name,
    figure(violations.filter((violation) => pattern.test(violation)).length),
  ]);
  const others = violations.filter((violation) => !INVARIANTS.some(([, pattern]) => pattern.test(violation)));
  console.log(
    formatTable({
      title: 'What must hold',
      columns: ['', 'violations'],
      rows: [...found, ['anything else', figure(others.length)]],
      notes: [
        `Orders: ${Object.entries(outcomes)
          .map(([status, count]) => `${count} ${status}`)
          .join(', ')}.`,
        `Dead letters put back: ${redriven}. Mails that came again because SES lost its response: ${mailedAgain}.`,
      ],
    }),
  );
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
  for (const failure of failures) console.log(`FAILED    ${failure}`);
};

/** By what the sentences of `brokenMoneyInvariants` and `brokenInvariants` say. */
const INVARIANTS: [name: string, pattern: RegExp][] = [
  ['orders lost', /does not exist/],
  ['orders stuck', /is still|has not ended|messages in|never answered/],
  ['oversold', /at the start|its stock says otherwise/],
  ['charged twice, or wrongly', /captured|payment|refund(s|ed)? |the provider/],
  ['mails missing or doubled', /mail/],
  ['cart additions doubled', /the cart of/],
  ['events missing', /×|its events/],
];

try {
  const { help, ...options } = readOptions();
  if (help) console.log(usage);
  else {
    const started = performance.now();
    const report = await runChaos({ ...options, progress });
    progress('');
    show(report);
    console.log(`Seed ${options.seed}, ${Math.round((performance.now() - started) / 1000)} s.`);
    process.exitCode = report.violations.length + report.failures.length > 0 ? 1 : 0;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** One line that the next one replaces; on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
