import { reachStage } from './deployment/credentials.ts';
import { type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { type AwsService, LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

/** Where a command works: a stage in AWS or the local platform. */
export type CommandTarget = {
  stage: string;
  isLocal: boolean;
  /** Returns the configuration of an AWS SDK client for a service. */
  configOf: (service: AwsService) => ReturnType<typeof localClient>;
};

/**
 * Reaches the stage that the flags name, or the local platform if they name none.
 *
 * @throws {CredentialsError} for a stage, without credentials that AWS accepts
 */
export const reachTarget = async (flags: StageFlags): Promise<CommandTarget> => {
  if (flags.stage !== undefined) {
    const { stage, region } = await reachStage(stageOf(flags));
    return { stage, isLocal: false, configOf: () => ({ region }) };
  }
  const platform = readPlatformFile();
  return { stage: LOCAL_STAGE, isLocal: true, configOf: (service) => localClient(platform, service) };
};
