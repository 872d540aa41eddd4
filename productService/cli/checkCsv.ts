import { createReadStream, statSync } from 'node:fs';
import { commandLine, runCommand, UsageError } from '../../shared/cli/commandLine.ts';
import { readProductCsv } from '../src/productCsv/readProductCsv.ts';

/** `npm run check-csv`: says which products of a Shopify export this shop could take over. */

const command = commandLine('check-csv').argument('<file>', 'the product export, as CSV').parse();

const MAX_BYTES = 50 * 1024 * 1024;

/** Opens the file, if it is one of a size that is allowed. */
const open = (path: string) => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new UsageError(`There is no file "${path}".`);
  if (stats.size > MAX_BYTES) throw new UsageError('The file is larger than 50 MB: export the products in parts.');
  return createReadStream(path);
};

await runCommand(command, async () => {
  const count = { products: 0, variants: 0, refused: 0 };
  for await (const read of readProductCsv(open(command.args[0] ?? ''))) {
    if ('refused' in read) {
      count.refused += 1;
      for (const { line, reason } of read.refused) console.log(`line ${line}: ${reason}`);
    } else {
      count.products += 1;
      count.variants += read.product.variants.length;
      for (const { line, column, reason } of read.product.pictures ?? []) {
        if (reason !== undefined) console.log(`line ${line}: ${column}: ${reason}`);
      }
    }
  }
  console.log(`${count.products} products with ${count.variants} variants fit, ${count.refused} products do not.`);
  if (count.refused > 0) process.exitCode = 1;
});
