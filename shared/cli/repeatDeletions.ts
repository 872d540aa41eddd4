import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { commandLine, runCommand } from './commandLine.ts';
import { reachTarget } from './commandTarget.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags } from './deployment/stageOptions.ts';
import { repeatDeletions } from './requestedDeletions.ts';

const command = addStageOptions(commandLine('repeat-deletions'), DEPLOYED_OR_LOCAL).parse();

await runCommand(command, async () => {
  const { stage, configOf } = await reachTarget(command.opts<StageFlags>());
  const clients = { dynamodb: new DynamoDBClient(configOf('dynamodb')), sqs: new SQSClient(configOf('sqs')) };
  const count = await repeatDeletions({ stage, ...clients });
  console.log(`${count} deletion${count === 1 ? '' : 's'} requested again.`);
});
