import { parseArgs } from 'node:util';
import { findStacks } from '../stacks/findStacks.ts';
import { packageStacks } from '../stacks/packageStacks.ts';
import { readApiUrls, urlTable } from './deployment/apiUrls.ts';
import { deployScreen, explainFailure } from './deployment/deployScreen.ts';
import { deployInOrder, deployStack } from './deployment/deployStacks.ts';
import { type Stage, stageFlags, stageOf, UsageError } from './deployment/stageOptions.ts';

/** `npm run deploy`: the stacks of a stage into an AWS account, each after those whose parameters it reads. */

const usage = `Usage: npm run deploy -- --stage <stage> [options]

  --stage <stage>     for example dev or prod; stages live side by side in one account
  --region <region>   where; else AWS_REGION, else eu-west-1
  --service <name>    only this one, for example orderService; what it reads from others must be there
  --param <name=value>  a parameter of the stage; more than once for more of them
  --help              this text

Uses the AWS credentials of your environment. A stack that has not changed is left as it is.`;

/** Stacks that are deployed at once: most of the time each waits for CloudFormation. */
const AT_ONCE = 3;

const root = process.cwd();

const readArguments = () => {
  const options = { ...stageFlags, service: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const all = findStacks(root);
    const stacks = values.service === undefined ? all : all.filter(({ name }) => name === values.service);
    if (stacks.length === 0)
      throw new UsageError(`There is no service "${values.service}": ${all.map(({ name }) => name).join(', ')}.`);
    return { at: stageOf(values), stacks };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return process.exit(2);
  }
};

const deploy = async ({ stage, region, params }: Stage, stacks: ReturnType<typeof findStacks>): Promise<boolean> => {
  const started = performance.now();
  const screen = deployScreen();
  console.log(`Stage ${stage} in ${region}`);
  const packages = await packageStacks(stacks, { root, region, stage, params, onProgress: screen.packaging });
  const at = { stage, region, params };
  const ended = await deployInOrder(
    packages,
    region,
    (stack) => deployStack(root, stack, at, screen.deploying),
    AT_ONCE,
  );
  if (ended.some(({ outcome }) => outcome === 'failed')) {
    console.error(`\n${explainFailure(ended)}`);
    return false;
  }
  const urls = await readApiUrls(
    stacks.map(({ name }) => name),
    at,
  );
  console.log(`\n${urlTable(urls)}\n\nDone in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return true;
};

const { at, stacks } = readArguments();
try {
  process.exitCode = (await deploy(at, stacks)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
