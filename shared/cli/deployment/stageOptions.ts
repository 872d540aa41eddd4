import type { Command } from 'commander';
import { collect, UsageError } from '../commandLine.ts';

/** Where a command works: one stage of one region. */
export type Stage = {
  stage: string;
  region: string;
  /** Stage parameters as the framework's `--param` takes them: `name=value`. */
  params: string[];
};

/** What the options of {@link addStageOptions} give. */
export type StageFlags = { stage?: string; region?: string; param?: string[] };

/** As the templates' own default: shared/serverless/provider.yml. */
const DEFAULT_REGION = 'eu-west-1';

/** Adds the options that say which stage is meant. */
export const addStageOptions = (command: Command, stage = 'for example dev or prod'): Command =>
  command
    .option('--stage <stage>', stage)
    .option('--region <region>', `where the stage is; else AWS_REGION, else ${DEFAULT_REGION}`);

/** Adds the option for parameters of the stage. */
export const addParamOption = (command: Command): Command =>
  command.option('--param <name=value>', 'a parameter of the stage; more than once for more of them', collect);

/** The region that is named, else that of the environment, else the templates' default. */
export const regionOf = (region: string | undefined): string => region ?? (process.env.AWS_REGION || DEFAULT_REGION);

/** What may be a part of every physical name that a stage has: 11 characters leave room in a bucket's 63 in any region. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,10}$/;

/**
 * The stage that the flags name.
 *
 * @throws {UsageError} when none is named, or a flag is not what it must be
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
  return { stage, region: regionOf(region), params };
};
