import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { stageArguments } from '@ecommerce/platform/packaging';
import { orderStacks } from '@ecommerce/platform/stack-order';
import { commandLine, runCommand } from './commandLine.ts';
import { emptyBucket, isEmpty } from './deployment/bucketContents.ts';
import { reachStage } from './deployment/credentials.ts';
import { type DeployedStack, readDeployedStacks } from './deployment/deployedStacks.ts';
import { deleteGatewayKey } from './deployment/gatewayKey.ts';
import { ownWords, runServerless } from './deployment/serverlessCommand.ts';
import { addParamOption, addStageOptions, type Stage, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { checkParameters } from './deployment/stageParameters.ts';
import { EVENTS, GATEWAY, shopStacks, stackFolder } from './stacks.ts';

/** `npm run remove`: removes the stacks of a stage from an AWS account, each before those whose parameters it reads. */

const command = addParamOption(addStageOptions(commandLine('remove')))
  .option('--delete-data', 'delete the images and invoices in buckets too', false)
  .option('--gateway', 'only the gateway, with its pages and its key, once the services are deployed without it', false)
  .option('--events', 'only the stack that forwards events, with what its queues hold', false)
  .option('--yes', 'do not ask', false)
  .parse();

const root = process.cwd();
const ANY_ACCOUNT = '000000000000';

type Options = { deleteData: boolean; gateway: boolean; events: boolean; yes: boolean };

type Names = string[];

const namesOf = (stacks: DeployedStack[], types: RegExp, retained: boolean): Names =>
  stacks.flatMap(({ resources }) =>
    resources.filter((resource) => types.test(resource.type) && resource.retained === retained).map(({ id }) => id),
  );

/**
 * Returns the buckets that are deleted with their stack, except the framework's deployment bucket, which the framework empties itself.
 */
const bucketsOf = ({ resources }: DeployedStack): Names =>
  resources
    .filter(
      ({ type, logicalId, retained }) =>
        /S3::Bucket$/.test(type) && logicalId !== 'ServerlessDeploymentBucket' && !retained,
    )
    .map(({ id }) => id);

const list = (names: Names): string => names.map((name) => `  ${name}\n`).join('');

const confirmed = async (stage: string): Promise<boolean> => {
  if (!process.stdin.isTTY) throw new Error('There is no terminal to ask for confirmation: pass --yes to confirm.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type the stage's name to remove it: `);
  terminal.close();
  return answer.trim() === stage;
};

const removeStack = async (stack: DeployedStack, at: Stage, s3: S3Client): Promise<void> => {
  const started = performance.now();
  console.log(`▶ ${stack.name}`);
  for (const bucket of bucketsOf(stack)) {
    const deleted = await emptyBucket(s3, bucket);
    if (deleted > 0) console.log(styleText('dim', `  ${bucket}: ${deleted} objects deleted`));
  }
  const { code, text } = await runServerless(root, stackFolder(stack.name), [
    'remove',
    '--verbose',
    ...stageArguments(at),
  ]);
  if (code !== 0) throw new Error(`${stack.name} was not removed:\n\n${ownWords(text).replaceAll(/^(?=.)/gm, '    ')}`);
  console.log(styleText('green', `✔ ${stack.name} removed (${((performance.now() - started) / 1000).toFixed(1)} s)`));
};

/** Returns the stacks to remove. @throws Error if only the gateway is to be removed, and a service still relies on its key */
const selectStacks = async (
  at: Stage,
  { gateway: onlyGateway, events: onlyEvents }: Options,
): Promise<DeployedStack[]> => {
  const services = [...shopStacks(root), EVENTS, GATEWAY].map(({ name }) => name);
  const stacks = await readDeployedStacks(services, at);
  if (onlyEvents) return stacks.filter(({ name }) => name === EVENTS.name);
  if (!onlyGateway) return orderStacks(stacks, { ...at, accountId: ANY_ACCOUNT }).reverse();
  const relying = stacks.filter(({ template }) => template.Parameters?.GatewayKeyHash).map(({ name }) => name);
  if (relying.length === 0) return stacks.filter(({ name }) => name === GATEWAY.name);
  throw new Error(`These rely on the gateway: deploy the stage without gateway=yes first.\n${list(relying)}`);
};

const remove = async (at: Stage, options: Options): Promise<void> => {
  const { deleteData, gateway: onlyGateway, yes } = options;
  const { account } = await reachStage(at);
  const s3 = new S3Client({ region: at.region });
  const stacks = await selectStacks(at, options);
  const sought = onlyGateway ? 'No gateway' : 'Nothing';
  if (stacks.length === 0) return console.log(`${sought} of stage ${at.stage} is deployed in ${at.region}.`);
  const full: Names = [];
  // What the gateway's bucket contains can be built again
  for (const bucket of stacks.filter(({ name }) => name !== GATEWAY.name).flatMap(bucketsOf))
    if (!(await isEmpty(s3, bucket))) full.push(bucket);
  if (full.length > 0 && !deleteData)
    throw new Error(
      `These buckets contain images or invoices:\n${list(full)}Nothing was removed. To delete them too, add --delete-data.`,
    );

  console.log(`Stage ${at.stage} in ${at.region}, account ${account}: ${stacks.map(({ name }) => name).join(', ')}`);
  console.log(
    `Will be deleted with everything in them:\n${list([...namesOf(stacks, /DynamoDB::Table$|UserPool$/, false), ...full])}`,
  );
  if (!yes && !(await confirmed(at.stage))) throw new Error('Nothing was removed.');
  for (const stack of stacks) await removeStack(stack, at, s3);
  if (stacks.some(({ name }) => name === GATEWAY.name)) await deleteGatewayKey(at);
  if (onlyGateway) return console.log(`\nThe gateway of stage ${at.stage} is removed.`);
  const kept = namesOf(stacks, /./, true);
  console.log(kept.length > 0 ? `\nKept in the account:\n${list(kept)}` : `\nNothing of stage ${at.stage} is left.`);
};

await runCommand(command, async () => {
  const { deleteData, gateway, events, yes, ...flags } = command.opts<StageFlags & Options>();
  const at = stageOf(flags);
  checkParameters(root, at.params);
  await remove(at, { deleteData, gateway, events, yes });
});
