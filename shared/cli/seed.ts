import { SingleBar } from 'cli-progress';
import { commandLine, UsageError } from './commandLine.ts';
import { reachStage } from './deployment/credentials.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { type PlatformFile, readPlatformFile } from './platformTarget.ts';
import { RequestError } from './seed/persistence.ts';
import { fillProducts, isSettled, knownProducts } from './seed/products.ts';
import { type Credentials, makeSeller, signIn } from './seed/seller.ts';
import type { Shop } from './seed/sellerApi.ts';
import { startSession } from './seed/session.ts';
import { fillShowcase } from './seed/showcase.ts';
import { stagePlatform } from './stagePlatform.ts';

/** `npm run seed`: fills the shop with categories, banners and products, through its APIs, as people would. */

const command = addStageOptions(commandLine('seed'), DEPLOYED_OR_LOCAL)
  .option('--products <number>', 'how many products', '1000')
  .option('--concurrency <number>', 'how many products to add at a time', '24')
  .option('--full-name <name>', "an administrator's account that owns the products; its password is in SEED_PASSWORD")
  .parse();

const MOST_PRODUCTS = 100_000;

type Arguments = {
  products: number;
  concurrency: number;
  named: Credentials | undefined;
  flags: StageFlags;
};

const wholeNumber = (flag: string, text: string, most: number): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new UsageError(`--${flag} takes a whole number from 1 to ${most}, not "${text}".`);
};

const namedAccount = (fullName: string | undefined): Credentials | undefined => {
  if (fullName === undefined) return undefined;
  const password = process.env.SEED_PASSWORD;
  if (!password)
    throw new UsageError('The password of --full-name is missing: put it into the variable SEED_PASSWORD.');
  return { fullName, password };
};

type Flags = StageFlags & { products: string; concurrency: string; fullName?: string };

const readArguments = (): Arguments => {
  const { products, concurrency, fullName, ...flags } = command.opts<Flags>();
  try {
    if (flags.stage === 'prod')
      throw new UsageError('Customers could order these products, which do not exist: prod is not allowed.');
    if (flags.stage !== undefined) stageOf(flags);
    return {
      products: wholeNumber('products', products, MOST_PRODUCTS),
      concurrency: wholeNumber('concurrency', concurrency, 100),
      named: namedAccount(fullName),
      flags,
    };
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : error}`);
  }
};

/** Returns the platform that the arguments name. */
const findPlatform = async (flags: StageFlags): Promise<PlatformFile> =>
  flags.stage === undefined ? readPlatformFile() : stagePlatform(await reachStage(stageOf(flags)));

/**
 * Returns a signal that Ctrl-C aborts. One key press may arrive twice, from the terminal and from npm; a later one ends the process at
 * once.
 */
const stopOnInterrupt = (): AbortSignal => {
  const stop = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      if (performance.now() - first > 1000) process.exit(130);
      stop.abort(new Error('stopped'));
    });
  }
  return stop.signal;
};

/** Shows a progress bar on a terminal; otherwise prints a line every few seconds. */
const progressBar = () =>
  new SingleBar({
    format: 'products [{bar}] {value}/{total} {rate}/s, {eta_formatted} to go',
    stream: process.stdout,
    noTTYOutput: true,
    notTTYSchedule: 3000,
    barsize: 30,
    etaBuffer: 200,
  });

/** Fills the shop and prints the progress. Returns how many products failed. */
const seed = async (shop: Shop, { products, concurrency }: Arguments): Promise<number> => {
  for (const { name, added, there } of await fillShowcase(shop)) {
    console.log(`${name}: ${added} added, ${there} already there`);
  }
  const known = await knownProducts(shop);
  const all = Array.from({ length: products }, (_, i) => i + 1);
  const numbers = all.filter((n) => !isSettled(known.byNumber.get(n)));
  const start = performance.now();
  let added = 0;
  const seconds = () => (performance.now() - start) / 1000;
  const rate = () => (added / seconds()).toFixed(1);
  const bar = progressBar();
  if (numbers.length > 0) bar.start(products, products - numbers.length, { rate: '0' });
  const failures = await fillProducts(shop, {
    numbers,
    known,
    concurrency,
    onAdded: () => {
      added += 1;
      bar.increment({ rate: rate() });
    },
  }).finally(() => {
    bar.stop();
    const there = products - numbers.length;
    const speed = added > 0 ? ` in ${seconds().toFixed(1)} s, ${rate()} products/s` : '';
    console.log(`products: ${added} added${speed}; ${there} already there`);
  });
  for (const failure of failures) console.error(`failed: ${failure}`);
  return failures.length;
};

const main = async (): Promise<number> => {
  const args = readArguments();
  const stop = stopOnInterrupt();
  try {
    const platform = await findPlatform(args.flags);
    const account = args.named ?? (await makeSeller(platform, stop));
    const session = startSession(() => signIn(platform, account, stop));
    console.log(`Filling ${platform.product} as ${account.fullName}`);
    return (await seed({ platform, session, stop }, args)) === 0 ? 0 : 1;
  } catch (error) {
    if (stop.aborted) {
      console.log('Stopped. Run the same command to continue.');
      return 130;
    }
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof RequestError) console.error('Once that is fixed, run the same command to continue.');
    return 1;
  }
};

process.exitCode = await main();
