import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { addStageOptions, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { readDeployedLog, readLocalLog } from './orderLog.ts';
import { describeOrder, type OrderRow, readOrderRow, retryOrder } from './orderRow.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

const command = addStageOptions(
  commandLine(
    'order',
    `Prints everything that happened to an order: its row, which says what is to be done next, and what the functions logged about it.`,
  ),
  'a deployed stage, with the AWS credentials of your environment; else the platform on this machine',
)
  .argument('<id>', "the order's id")
  .option('--days <days>', 'how far back the log of a deployed stage is read', '30')
  .option('--retry', 'has the workflow look at the order now, also if it was given up', false)
  .parse();

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Where the order is. */
type Target = {
  stage: string;
  dynamodb: DynamoDBDocumentClient;
  sqs: SQSClient;
  readLog: (order: OrderRow) => Promise<string[]>;
};

function targetOf(flags: StageFlags & { days: string }): Target {
  if (flags.stage === undefined) {
    const platform = readPlatformFile();
    return {
      stage: LOCAL_STAGE,
      dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(localClient(platform, 'dynamodb'))),
      sqs: new SQSClient(localClient(platform, 'sqs')),
      readLog: readLocalLog,
    };
  }
  const { stage, region } = stageOf(flags);
  const days = Number(flags.days);
  if (!Number.isInteger(days) || days < 1) throw new UsageError(`--days takes a number of days, not "${flags.days}".`);
  return {
    stage,
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    sqs: new SQSClient({ region }),
    readLog: (order) => readDeployedLog(order, { stage, region, days }),
  };
}

await runCommand(command, async () => {
  const [id = ''] = command.args;
  if (!ID.test(id)) throw new UsageError(`"${id}" is no order's id: a UUID in lower case.`);
  const { stage, dynamodb, sqs, readLog } = targetOf(command.opts());
  const order = await readOrderRow(dynamodb, stage, id);
  if (!order) throw new Error(`There is no order ${id} in the stage ${stage}.`);
  console.log(describeOrder(order).join('\n'));
  const lines = await readLog(order);
  console.log(lines.length > 0 ? `\nLog:\n${lines.join('\n')}` : '\nThe log has nothing about it.');
  if (command.opts<{ retry: boolean }>().retry) {
    await retryOrder({ dynamodb, sqs, stage }, order);
    console.log('\nThe workflow looks at the order now.');
  }
});
