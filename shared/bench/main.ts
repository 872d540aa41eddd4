/** `npm run bench [-- topics]`: figures of this machine, each with a baseline from the same run. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { Argument } from 'commander';
import { commandLine } from '../cli/commandLine.ts';
import { benchBundles } from './bundles.ts';
import { benchCarts } from './carts.ts';
import { benchCheckouts } from './checkouts.ts';
import { benchCustomers } from './customers.ts';
import { benchImports } from './imports.ts';
import { benchMemory } from './memory.ts';
import { benchOrders } from './orders.ts';
import { benchProducts } from './products.ts';
import { benchQuotes } from './quotes.ts';
import { benchRenditions } from './renditions.ts';
import { benchSearch } from './search.ts';
import { benchStart } from './start.ts';
import { benchStock } from './stock.ts';
import { formatTable, type Table } from './table.ts';
import { benchWebhooks } from './webhooks.ts';
import { isCommit } from './worktree.ts';

// Lambda compiles a bundle anew, and so does a first start: a cache would make both look faster.
delete process.env.NODE_COMPILE_CACHE;

const topics: Record<string, (progress: (text: string) => void, against?: string) => Promise<Table[]>> = {
  bundles: benchBundles,
  products: benchProducts,
  search: benchSearch,
  import: benchImports,
  carts: benchCarts,
  checkouts: benchCheckouts,
  customers: benchCustomers,
  quotes: benchQuotes,
  renditions: benchRenditions,
  stock: benchStock,
  orders: benchOrders,
  webhooks: benchWebhooks,
  memory: benchMemory,
  start: benchStart,
};

const command = commandLine('bench')
  .addArgument(new Argument('[topics...]', 'what to measure; everything if none is given').choices(Object.keys(topics)))
  .option('--against <commit>', 'also measure this commit, alternately; topic customers only')
  .parse();
const chosen = command.args;
const { against } = command.opts<{ against?: string }>();
if (against !== undefined && !isCommit(against)) command.error(`error: --against: git knows no commit "${against}"`);

const machine = (): string => {
  const memory = Math.round(totalmem() / 2 ** 30);
  const [processor] = cpus();
  const place = `${availableParallelism()} × ${processor?.model ?? process.arch}, ${memory} GiB`;
  return `Node ${process.version} on ${process.platform}, ${place}, ${new Date().toISOString().slice(0, 10)}`;
};

/** Shows progress: on a terminal in one line that is replaced, elsewhere in a line each. */
const showProgress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== '') process.stderr.write(`${text}\n`);
};

console.log(machine());
for (const [name, bench] of Object.entries(topics)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const tables = await bench((text) => showProgress(`${name}: ${text} …`), against);
  showProgress('');
  for (const table of tables) console.log(`\n${formatTable(table)}`);
}
