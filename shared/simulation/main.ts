/** `npm run simulate`: the order flow in simulated time, against services that fail. */
import { commandLine, runCommand, UsageError } from '../cli/commandLine.ts';
import { type RunOptions, type RunReport, runSeed } from './run.ts';
import { SAFEGUARD_FAULTS, SAFEGUARDS } from './safeguards.ts';
import { loadShop } from './shop.ts';
import { shrink } from './shrink.ts';

const command = commandLine('simulate')
  .option('--seed <number>', 'the first seed', '1')
  .option('--seeds <number>', 'how many seeds to run', '1')
  .option('--orders <number>', 'how many orders to place with each seed', '10')
  .option('--faults <share>', 'share of the requests that get a fault, 0 to 1; without it the seed chooses')
  .option('--without <safeguard>', `remove a safeguard: ${Object.keys(SAFEGUARDS).join(', ')}`)
  .option('--story', 'print everything that happens', false)
  .option('--keep-going', 'run the other seeds too after one has failed', false)
  .parse();

type Flags = {
  seed: string;
  seeds: string;
  orders: string;
  faults?: string;
  without?: string;
  story: boolean;
  keepGoing: boolean;
};

const numberIn = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a number from ${least} to ${most}, not "${text}".`);
};

const readOptions = () => {
  const { seed, seeds, orders, faults, without, story, keepGoing } = command.opts<Flags>();
  const sabotage = without === undefined ? undefined : SAFEGUARDS[without];
  if (without !== undefined && !sabotage)
    throw new UsageError(`--without must be one of ${Object.keys(SAFEGUARDS).join(', ')}.`);
  return {
    first: numberIn(seed, 'seed', 0, 2 ** 32),
    count: numberIn(seeds, 'seeds', 1, 1_000_000),
    orders: numberIn(orders, 'orders', 1, 10_000),
    p: faults === undefined ? (sabotage ? SAFEGUARD_FAULTS : undefined) : numberIn(faults, 'faults', 0, 1),
    sabotage,
    story,
    keepGoing,
  };
};

/** Totals of all runs, for the last line. */
const totals = { seeds: 0, orders: 0, calls: 0, decisions: 0, hours: 0, ends: {} as Record<string, number> };

const count = ({ placed, calls, decisions, took, ends }: RunReport): void => {
  totals.seeds += 1;
  totals.orders += placed;
  totals.calls += [...calls.values()].reduce((sum, number) => sum + number, 0);
  totals.decisions += decisions.length;
  totals.hours += took / 3_600_000;
  for (const [status, number] of Object.entries(ends)) totals.ends[status] = (totals.ends[status] ?? 0) + number;
};

await runCommand(command, async () => {
  const { first, count: seeds, orders, p, sabotage, story, keepGoing } = readOptions();
  const setting = await loadShop();
  const started = performance.now();
  const failed: number[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const options: RunOptions = { seed, orders, p, sabotage, hasStory: story };
    const report = await runSeed(setting, options);
    count(report);
    if (story) console.log(report.story.join('\n'));
    if (report.violations.length === 0) continue;
    failed.push(seed);
    console.log(`Seed ${seed} fails:`);
    for (const violation of report.violations) console.log(`  ${violation}`);
    if (keepGoing) continue;
    const shortest = await shrink(setting, { ...options, hasStory: false }, report);
    console.log(
      `The shortest story with it (${report.decisions.length} decisions of the generator, now ${shortest.decisions.length}):`,
    );
    console.log(shortest.story.map((line) => line.slice(0, 260)).join('\n'));
    for (const violation of shortest.violations) console.log(`  ${violation}`);
    break;
  }
  const seconds = (performance.now() - started) / 1000;
  const ends = Object.entries(totals.ends).map(([status, number]) => `${number} ${status}`);
  console.log(
    `${totals.seeds} seeds, ${totals.orders} orders (${ends.join(', ')}), ${totals.calls} calls, ${totals.decisions} faults and decisions,`,
  );
  console.log(
    `${Math.round(totals.hours)} simulated hours in ${seconds.toFixed(1)} s: ${Math.round(totals.orders / seconds)} orders/s.`,
  );
  console.log(failed.length === 0 ? 'All invariants hold.' : `Seeds that fail: ${failed.join(', ')}.`);
  process.exitCode = failed.length > 0 ? 1 : 0;
});
