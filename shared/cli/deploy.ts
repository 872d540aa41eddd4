import { styleText } from 'node:util';
import { packageStacks, type StackSource } from '@ecommerce/platform/packaging';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { readApiUrls, urlTable } from './deployment/apiUrls.ts';
import { reachStage } from './deployment/credentials.ts';
import { deployScreen, explainFailure } from './deployment/deployScreen.ts';
import { deployInOrder, deployStack } from './deployment/deployStacks.ts';
import { ensureGatewayKey } from './deployment/gatewayKey.ts';
import { openGateway } from './deployment/gatewayPages.ts';
import { accountAt, preflight } from './deployment/preflight.ts';
import { addParamOption, addStageOptions, type Stage, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { checkParameters } from './deployment/stageParameters.ts';
import { retryThrottled } from './deployment/throttling.ts';
import { EVENTS, forwardsEvents, GATEWAY, shopStacks } from './stacks.ts';

/** `npm run deploy`: deploys the stacks of a stage to an AWS account, each after those whose parameters it reads. */

const command = addParamOption(
  addStageOptions(commandLine('deploy'), 'required, for example dev or prod; one account can hold several stages'),
)
  .option(
    '--service <name>',
    'only this service, for example orderService; the stacks whose parameters it reads must be deployed',
  )
  .parse();

/** How many stacks are deployed at once. Most of the time each waits for CloudFormation. */
const AT_ONCE = 3;

const root = process.cwd();

/** Returns whether the stage has a gateway: its stack reads the addresses of all others, so it comes last. */
const hasGateway = ({ params }: Stage): boolean =>
  params.findLast((pair) => pair.startsWith('gateway=')) === 'gateway=yes';

/** Returns the stacks to deploy. @throws {UsageError} for an unknown service */
const selectStacks = (service: string | undefined, at: Stage): StackSource[] => {
  const optional = [...(forwardsEvents(at.params) ? [EVENTS] : []), ...(hasGateway(at) ? [GATEWAY] : [])];
  const all = [...shopStacks(root), ...optional];
  const stacks = service === undefined ? all : all.filter(({ name }) => name === service);
  if (stacks.length > 0) return stacks;
  throw new UsageError(`There is no service "${service}". These exist: ${all.map(({ name }) => name).join(', ')}.`);
};

/** Prints what is missing in the account. Returns whether a deployment can succeed. */
const isReady = async (stacks: readonly StackSource[], at: Stage): Promise<boolean> => {
  const { account, arn } = await reachStage(at);
  console.log(`Stage ${at.stage} in ${at.region}, account ${account}, as ${arn}`);
  const findings = await preflight(root, stacks, at, accountAt(at.region));
  for (const { severity, text } of findings)
    console.error(styleText(severity === 'error' ? 'red' : 'yellow', `${severity === 'error' ? '✖' : '!'} ${text}`));
  return findings.every(({ severity }) => severity !== 'error');
};

const deploy = async (at: Stage, stacks: StackSource[]): Promise<boolean> => {
  const started = performance.now();
  if (!(await isReady(stacks, at))) {
    console.error('\nNothing was deployed.');
    return false;
  }
  if (hasGateway(at)) await ensureGatewayKey(at);
  const screen = deployScreen();
  const names = stacks.filter((stack) => stack !== GATEWAY && stack !== EVENTS).map(({ name }) => name);
  // The rehearsal runs functions on this machine
  const nativePackages = process.env.NATIVE_PACKAGES === 'host' ? 'host' : 'lambda';
  const packages = await packageStacks(stacks, { root, ...at, nativePackages, onProgress: screen.packaging });
  // New accounts are throttled early, and a stack changes most when it is created
  const isFirst = Object.keys(await readApiUrls(names, at)).length < names.length;
  const ended = await deployInOrder(
    packages,
    at.region,
    (stack) =>
      retryThrottled(() => deployStack(root, stack, at, screen.deploying), {
        onWait: (milliseconds) => screen.throttled(stack.name, milliseconds),
      }),
    isFirst ? 1 : AT_ONCE,
  );
  if (ended.some(({ outcome }) => outcome === 'failed')) {
    console.error(`\n${explainFailure(ended)}\nWhat to do: docs/deploy.md#when-a-deployment-fails`);
    return false;
  }
  console.log(`\n${urlTable(await readApiUrls(names, at))}`);
  if (stacks.includes(GATEWAY)) console.log(`\nThe shop is at ${await openGateway(root, at)}`);
  console.log(`\nDone in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return true;
};

await runCommand(command, async () => {
  const { service, ...flags } = command.opts<StageFlags & { service?: string }>();
  const at = stageOf(flags);
  checkParameters(root, at.params);
  process.exitCode = (await deploy(at, selectStacks(service, at))) ? 0 : 1;
});
