import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { reachStage } from './deployment/credentials.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { readDeployedLog, readLocalLog } from './orderLog.ts';
import { describeOrder, type OrderRow, readOrderRow, retryOrder } from './orderRow.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

const command = addStageOptions(commandLine('order'), DEPLOYED_OR_LOCAL)
  .argument('<id>', 'id of the order')
  .option('--days <days>', 'how far back to read the logs of a deployed stage', '30')
  .option('--retry', 'run the workflow for the order now, even if it was given up', false)
  .parse();

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The clients for the stage of the order. */
type Target = {
  stage: string;
  dynamodb: DynamoDBDocumentClient;
  sqs: SQSClient;
  readLog: (order: OrderRow) => Promise<string[]>;
};

const targetOf = async (flags: StageFlags & { days: string }): Promise<Target> => {
  if (flags.stage === undefined) {
    const platform = readPlatformFile();
    return {
      stage: LOCAL_STAGE,
      dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(localClient(platform, 'dynamodb'))),
      sqs: new SQSClient(localClient(platform, 'sqs')),
      readLog: readLocalLog,
    };
  }
  const at = stageOf(flags);
  const days = Number(flags.days);
  if (!Number.isInteger(days) || days < 1) throw new UsageError(`--days takes a number of days, not "${flags.days}".`);
  const { stage, region } = await reachStage(at);
  return {
    stage,
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    sqs: new SQSClient({ region }),
    readLog: (order) => readDeployedLog(order, { stage, region, days }),
  };
};

await runCommand(command, async () => {
  const [id = ''] = command.args;
  if (!ID.test(id)) throw new UsageError(`"${id}" is not the id of an order. It must be a UUID in lower case.`);
  const { stage, dynamodb, sqs, readLog } = await targetOf(command.opts());
  const order = await readOrderRow(dynamodb, stage, id);
  if (!order) throw new Error(`There is no order ${id} in the stage ${stage}.`);
  console.log(describeOrder(order).join('\n'));
  const lines = await readLog(order);
  console.log(lines.length > 0 ? `\nLog:\n${lines.join('\n')}` : '\nThe log contains nothing about it.');
  if (command.opts<{ retry: boolean }>().retry) {
    await retryOrder({ dynamodb, sqs, stage }, order);
    console.log('\nThe workflow is processing the order now.');
  }
});
