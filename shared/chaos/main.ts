/** `npm run chaos`: orders under injected faults, and what is wrong afterwards. */
import { figure, formatTable } from '../bench/table.ts';
import { commandLine, runCommand, UsageError } from '../cli/commandLine.ts';
import { FAULT_KINDS } from './faults.ts';
import { allOf, type ChaosReport, runChaos } from './run.ts';

const command = commandLine('chaos')
  .option('--seed <number>', 'decides which calls get which faults; the same seed gives the same faults', '1')
  .option('--p <share>', 'share of the calls that get a fault, 0 to 1', '0.2')
  .option('--orders <number>', 'how many orders to place', '300')
  .option('--keep-faults', 'keep injecting faults while everything settles', false)
  .option(
    '--settle <seconds>',
    'how long it may take to settle after the last order; a failed mail waits up to ten minutes',
    '900',
  )
  .parse();

const numberIn = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a number from ${least} to ${most}, not "${text}".`);
};

type Flags = { seed: string; p: string; orders: string; keepFaults: boolean; settle: string };

const readOptions = () => {
  const { seed, p, orders, keepFaults, settle } = command.opts<Flags>();
  return {
    seed: numberIn(seed, 'seed', 0, 2 ** 32),
    p: numberIn(p, 'p', 0, 1),
    orders: numberIn(orders, 'orders', 1, 100_000),
    keepFaults,
    settleSeconds: numberIn(settle, 'settle', 0, 86_400),
  };
};

const show = ({ operations, outcomes, redriven, mailedAgain, happened, failures, violations }: ChaosReport): void => {
  const rows = [...operations].map(([operation, count]) => [
    operation,
    ...[count.calls, ...FAULT_KINDS.map((kind) => count[kind])].map(figure),
  ]);
  console.log(formatTable({ title: 'Calls and faults', columns: ['operation', 'calls', ...FAULT_KINDS], rows }));
  const counts = happened.map(([what, count]) => [what, figure(count)]);
  console.log(formatTable({ title: 'What happened', columns: ['', 'times'], rows: counts }));
  const found = Object.entries(violations).map(([name, problems]) => [name, figure(problems.length)]);
  console.log(
    formatTable({
      title: 'What must hold',
      columns: ['', 'violations'],
      rows: found,
      notes: [
        `Orders: ${Object.entries(outcomes)
          .map(([status, count]) => `${count} ${status}`)
          .join(', ')}.`,
        `Dead letters put back: ${redriven}. Mails that came again because SES lost its response: ${mailedAgain}.`,
      ],
    }),
  );
  for (const violation of allOf(violations)) console.log(`VIOLATION ${violation}`);
  for (const failure of failures) console.log(`FAILED    ${failure}`);
};

/** Shows one line that the next one replaces; on a terminal only. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
};

await runCommand(command, async () => {
  const options = readOptions();
  const started = performance.now();
  const report = await runChaos({ ...options, progress });
  progress('');
  show(report);
  console.log(`Seed ${options.seed}, ${Math.round((performance.now() - started) / 1000)} s.`);
  process.exitCode = allOf(report.violations).length + report.failures.length > 0 ? 1 : 0;
});
