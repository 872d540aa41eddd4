import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { commandLine } from './commandLine.ts';
import { readDeployedStacks } from './deployment/deployedStacks.ts';
import { readPlatformFile } from './platformTarget.ts';
import { differenceNames, differences } from './rehearsal/differences.ts';
import { inventory } from './rehearsal/inventory.ts';
import { rehearseKeptStage } from './rehearsal/keptStage.ts';
import { expectNoGateway, useOneAddress } from './rehearsal/oneAddress.ts';
import { openRehearsal, REGION, type Rehearsal, readGatewayUrl, STAGE } from './rehearsal/rehearsal.ts';
import { changeFunction } from './rehearsal/sources.ts';
import { deploy, deployAlone, remove, type StackEnd, WITH_GATEWAY } from './rehearsal/stageCommands.ts';
import { rehearsedFiles } from './rehearsal/suite.ts';
import { EmulatorUnavailable, ensureEmulator } from './rehearsal/virtualEnvironment.ts';
import { call } from './shopClient.ts';
import { GATEWAY, shopStacks } from './stacks.ts';
import { type Count, finish, jestStep, step, total } from './steps.ts';

/**
 * `npm run test:deploy`: deploys all stacks to an emulator of AWS on this machine and tests them there. Then it deploys again,
 * deploys a change, deploys a stage that keeps its data, and removes everything.
 */

commandLine('test:deploy').parse();

const started = performance.now();
const sinceStart = () => ((performance.now() - started) / 1000).toFixed(1);
const root = process.cwd();
const directory = join(root, '.local', 'rehearsal');

const opened = async (): Promise<Rehearsal> => {
  try {
    return await openRehearsal(root, await ensureEmulator(join(directory, 'venv')), directory);
  } catch (error) {
    if (!(error instanceof EmulatorUnavailable)) throw error;
    console.log(`Not run: the rehearsal of a deployment needs MiniStack, but ${error.message}`);
    return process.exit(0);
  }
};

/** Runs a step that passes if `work` does not throw. */
const check = (name: string, work: () => Promise<unknown>): Promise<Count> =>
  step(name, async () => {
    try {
      await work();
      return { passed: 1, failed: 0 };
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    }
  });

const expectOutcomes = ({ ends }: { ends: StackEnd[] }, changed: string[]): void => {
  const wrong = ends.filter(({ name, outcome }) => (outcome === 'deployed') !== changed.includes(name));
  if (ends.length !== shopStacks(rehearsal.sources).length + 1 || wrong.length > 0)
    throw new Error(`Not as expected: ${JSON.stringify(ends)}`);
};

/** Checks the response to a path without a route, from a function that every service has. */
const expectAnswer = async (url: string, error: string): Promise<void> => {
  const { body } = await call<{ error: string }>(`${url}/no-such-route`);
  if (body.error !== error) throw new Error(`The response was ${JSON.stringify(body)}`);
};

/** Changes the stored ARN of a productService function, as if the function had been replaced. */
const changeStoredArn = async (): Promise<void> => {
  const path = `/ecommerce/${STAGE}/productService`;
  const ssm = new SSMClient({});
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `${path}/reserveStockFunctionArn` }));
  const changed = { Name: `${path}/releaseStockFunctionArn`, Value: Parameter?.Value, Overwrite: true };
  await ssm.send(new PutParameterCommand(changed));
  ssm.destroy();
};

/** Prints the differences found, and how each is handled. */
const reportDifferences = (found: readonly string[]): void => {
  console.log('\nWhere the emulator differs from AWS:');
  for (const name of differenceNames.filter((known) => found.includes(known))) {
    const { onAws, here, way } = differences[name];
    console.log(`  ${name} (${way}): on AWS ${onAws}; here ${here}`);
  }
  const gone = differenceNames.filter((known) => !found.includes(known));
  if (gone.length > 0) console.log(`No longer different, remove from the list: ${gone.join(', ')}`);
};

/** Makes exit handlers run after a signal. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
const rehearsal = await opened();
const atStart = await inventory(rehearsal.config);
console.log(`An empty account after ${sinceStart()} s`);

const counts: Count[] = [];
counts.push(
  await check('a service deployed alone names the missing parameter and the service that writes it', async () => {
    const { code, text } = await deployAlone('orderService');
    const missed = `/ecommerce/${STAGE}/productService/readProductsFunctionArn (written by productService)`;
    if (code === 0 || !text.includes(missed)) throw new Error(text);
  }),
);
const ends: StackEnd[] = [];
counts.push(
  await check('deploy all stacks, with one address', async () => {
    const deployed = await deploy(...WITH_GATEWAY);
    ends.push(...deployed.ends);
    expectOutcomes(
      deployed,
      ends.map(({ name }) => name),
    );
    const address = `The shop is at ${await readGatewayUrl()}\n`;
    if (!deployed.text.includes(address)) throw new Error(`Not printed: ${address}`);
  }),
);
if (total(counts).failed > 0) finish(counts);
const PLATFORM_FILE = await rehearsal.writeStageFile();
const platform = readPlatformFile(PLATFORM_FILE);
counts.push(await check('a first order, pages and GraphQL at the one address', () => useOneAddress(platform)));
const firstOrder = sinceStart();

const files = ['--runInBand', '--testPathPatterns', `/e2e/(${rehearsedFiles.join('|')})\\.e2e`];
const preload = fileURLToPath(new URL('rehearsal/loopbackOnly.mjs', import.meta.url));
const NODE_OPTIONS = `--experimental-vm-modules --no-warnings --import ${preload}`;
counts.push(await jestStep('e2e', files, { PLATFORM_FILE, NODE_OPTIONS }));

counts.push(
  await check('deploying again changes nothing', async () => expectOutcomes(await deploy(...WITH_GATEWAY), [])),
);
counts.push(
  await check('a changed function: its service deploys alone, and nothing else has changed', async () => {
    const answer = changeFunction(rehearsal.sources, 'bannerService');
    const { code, text } = await deployAlone('bannerService', ...WITH_GATEWAY);
    if (code !== 0) throw new Error(text);
    await expectAnswer(platform.banner, answer);
    await expectAnswer(platform.category, 'There is no such route.');
    expectOutcomes(await deploy(...WITH_GATEWAY), []);
  }),
);
counts.push(
  await check('a changed value in Parameter Store: the service that reads it deploys, once, and no other', async () => {
    await changeStoredArn();
    expectOutcomes(await deploy(...WITH_GATEWAY), ['orderService']);
    expectOutcomes(await deploy(...WITH_GATEWAY), []);
  }),
);
counts.push(
  await check(
    'a first deployment that fails leaves no data behind; the next one succeeds and protects it',
    rehearseKeptStage,
  ),
);
counts.push(
  await check('the one address can be turned off: its stack and key are gone, and the APIs respond', async () => {
    const { ends: left } = await deploy();
    if (left.some(({ outcome }) => outcome !== 'deployed')) throw new Error(`Not as expected: ${JSON.stringify(left)}`);
    const { code } = await remove('--gateway', '--yes');
    if (code !== 0) throw new Error(`npm run remove ended with ${code}`);
    await expectNoGateway(STAGE, platform.gateway ?? '');
    await expectAnswer(platform.category, 'There is no such route.');
  }),
);
counts.push(
  await check('removal is refused while there are images', async () => {
    const { code, text } = await remove('--yes');
    if (code === 0 || !text.includes('--delete-data')) throw new Error('It did not.');
    await expectAnswer(platform.category, 'There is no such route.');
  }),
);
counts.push(
  await check('removal leaves nothing behind', async () => {
    const services = [...shopStacks(rehearsal.sources), GATEWAY].map(({ name }) => name);
    const stacks = await readDeployedStacks(services, { stage: STAGE, region: REGION });
    const { code } = await remove('--yes', '--delete-data');
    if (code !== 0) throw new Error(`npm run remove ended with ${code}`);
    const left = (await inventory(rehearsal.config)).filter((thing) => !atStart.includes(thing));
    const before = stacks.reduce((sum, { resources }) => sum + resources.length, 0);
    console.log(`${before} resources before, ${left.length} left`);
    if (before === 0 || left.length > 0) throw new Error(`Left behind:\n  ${left.join('\n  ')}`);
  }),
);
await rehearsal.close();

reportDifferences(rehearsal.differences);
console.log(`\nSeconds per stack: ${ends.map(({ name, seconds }) => `${name} ${seconds}`).join(', ')}`);
console.log(`From an empty account to a finished order: ${firstOrder} s. Total: ${sinceStart()} s.`);
finish(counts);
