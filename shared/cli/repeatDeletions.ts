import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { commandLine, runCommand } from './commandLine.ts';
import { reachStage } from './deployment/credentials.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';
import { type DeletionTarget, repeatDeletions } from './requestedDeletions.ts';

const command = addStageOptions(commandLine('repeat-deletions'), DEPLOYED_OR_LOCAL).parse();

/** Returns the clients of the stage, or of the local platform if no stage is named. */
const targetOf = async (flags: StageFlags): Promise<DeletionTarget> => {
  if (flags.stage !== undefined) {
    const { stage, region } = await reachStage(stageOf(flags));
    return { stage, dynamodb: new DynamoDBClient({ region }), sqs: new SQSClient({ region }) };
  }
  const platform = readPlatformFile();
  return {
    stage: LOCAL_STAGE,
    dynamodb: new DynamoDBClient(localClient(platform, 'dynamodb')),
    sqs: new SQSClient(localClient(platform, 'sqs')),
  };
};

await runCommand(command, async () => {
  const count = await repeatDeletions(await targetOf(command.opts<StageFlags>()));
  console.log(`${count} deletion${count === 1 ? '' : 's'} requested again.`);
});
