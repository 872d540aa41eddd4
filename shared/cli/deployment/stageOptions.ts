/** Where a command works: one stage of one region. */
export type Stage = {
  stage: string;
  region: string;
  /** Stage parameters as the framework's `--param` takes them: `name=value`. */
  params: string[];
};

/** A command that was called wrongly; the message says how, in one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The flags that say which stage is meant, for `parseArgs`. */
export const stageFlags = {
  stage: { type: 'string' },
  region: { type: 'string' },
  param: { type: 'string', multiple: true },
  help: { type: 'boolean', default: false },
} as const;

/** As the templates' own default: shared/serverless/provider.yml. */
const DEFAULT_REGION = 'eu-west-1';

/** What may be a part of every physical name that a stage has: 11 characters leave room in a bucket's 63 in any region. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,10}$/;

/**
 * The stage that the flags name.
 *
 * @throws {UsageError} when none is named, or a flag is not what it must be
 */
export const stageOf = (flags: { stage?: string; region?: string; param?: string[] }): Stage => {
  const { stage, region = process.env.AWS_REGION ?? DEFAULT_REGION, param: params = [] } = flags;
  if (stage === undefined) throw new UsageError('Which stage? Name it with --stage, for example --stage dev.');
  if (!STAGE_NAME.test(stage))
    throw new UsageError(
      `"${stage}" cannot be a stage: a lower-case letter, then up to 10 letters, digits and hyphens.`,
    );
  const wrong = params.find((pair) => !/^[^=]+=/.test(pair));
  if (wrong !== undefined) throw new UsageError(`--param takes name=value, not "${wrong}".`);
  return { stage, region, params };
};
