import type { Command } from 'commander';
import { collect, UsageError } from '../commandLine.ts';

/** The target of a command: a stage in a region. */
export type Stage = {
  stage: string;
  region: string;
  /** Stage parameters in the format of the framework's `--param`: `name=value`. */
  params: string[];
};

/** The values of the options of {@link addStageOptions}. */
export type StageFlags = { stage?: string; region?: string; param?: string[] };

/** The same as the templates' default in shared/serverless/provider.yml. */
const DEFAULT_REGION = 'eu-west-1';

/** Help for `--stage` of a command that also works on this machine. */
export const DEPLOYED_OR_LOCAL = 'a deployed stage; otherwise the platform on this machine';

/** Adds the options that name a stage. */
export const addStageOptions = (command: Command, stage = 'required, for example dev or prod'): Command =>
  command
    .option('--stage <stage>', stage)
    .option('--region <region>', `region of the stage; otherwise AWS_REGION, otherwise ${DEFAULT_REGION}`);

/** Adds the option for parameters of a stage. */
export const addParamOption = (command: Command): Command =>
  command.option(
    '--param <name=value>',
    'a parameter of the stage (docs/deploy.md#parameters-of-a-stage); may be repeated',
    collect,
  );

/** The given region, otherwise that of the environment, otherwise the templates' default. */
const regionOf = (region: string | undefined): string => region ?? (process.env.AWS_REGION || DEFAULT_REGION);

/** A stage name that fits into every physical name: 11 characters leave room in a bucket's 63 in any region. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,10}$/;

/** The format of AWS regions: eu-west-1, us-gov-east-1. */
const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d+$/;

/**
 * Returns the stage that the flags name.
 *
 * @throws {UsageError} if no stage is named or a flag is invalid
 */
export const stageOf = (flags: StageFlags): Stage => {
  const { stage, region, param: params = [] } = flags;
  if (stage === undefined) throw new UsageError('Which stage? Name it with --stage, for example --stage dev.');
  if (!STAGE_NAME.test(stage))
    throw new UsageError(
      `"${stage}" cannot be a stage: a lower-case letter, then up to 10 letters, digits and hyphens.`,
    );
  const wrong = params.find((pair) => !/^[^=]+=/.test(pair));
  if (wrong !== undefined) throw new UsageError(`--param takes name=value, not "${wrong}".`);
  const at = regionOf(region);
  if (!REGION_NAME.test(at)) throw new UsageError(`"${at}" cannot be an AWS region. A region looks like eu-west-1.`);
  return { stage, region: at, params };
};
