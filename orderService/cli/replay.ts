import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ORDER_EVENT_TYPES, type OrderEvent, type OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { collect, commandLine, runCommand, UsageError } from '../../shared/cli/commandLine.ts';
import { type CommandTarget, reachTarget } from '../../shared/cli/commandTarget.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags } from '../../shared/cli/deployment/stageOptions.ts';

/** `npm run replay`: sends the events of orders again, from the orders' own rows. */

const DAY_MS = 24 * 3600 * 1000;

/** How long before the events an order may have been placed, without `--placed-since`. */
const PLACED_BEFORE_MS = 400 * DAY_MS;

const command = addStageOptions(commandLine('replay'), DEPLOYED_OR_LOCAL)
  .option('--from <time>', 'required: events since then: 2026-11-27, or 2026-11-27T10:00:00Z')
  .option('--to <time>', 'required: events before then')
  .option('--type <type>', 'only events of this type; may be repeated', collect)
  .option('--placed-since <time>', 'only of orders placed since then; otherwise 400 days before --from')
  .option('--to-webhook <id>', 'only to this webhook; otherwise to the topic, which all subscribers hear')
  .option('--dry-run', 'only count them', false)
  .parse();

type Options = StageFlags & {
  from?: string;
  to?: string;
  type?: string[];
  placedSince?: string;
  toWebhook?: string;
  dryRun: boolean;
};

const timeOf = (option: string, text: string | undefined): string => {
  if (text === undefined) throw new UsageError(`Name the time: --${option}.`);
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`--${option} takes a time such as 2026-11-27T10:00:00Z, not "${text}".`);
  return new Date(time).toISOString();
};

const replayOf = ({ from: first, to: last, type = [], placedSince }: Options) => {
  const [from, to] = [timeOf('from', first), timeOf('to', last)];
  if (from >= to) throw new UsageError('--from must be before --to.');
  const unknown = type.find((given) => !ORDER_EVENT_TYPES.some((known) => known === given));
  if (unknown !== undefined)
    throw new UsageError(`There is no type "${unknown}". These exist: ${ORDER_EVENT_TYPES.join(', ')}.`);
  const earliest = new Date(Date.parse(from) - PLACED_BEFORE_MS).toISOString();
  const since = placedSince === undefined ? earliest : timeOf('placed-since', placedSince);
  return { from, to, types: type as OrderEventType[], placedSince: since };
};

/** Gives the modules of the service what their functions have on the stage. */
const setEnvironment = async ({ stage, configOf }: CommandTarget): Promise<void> => {
  for (const service of ['dynamodb', 'sns', 'sqs'] as const) {
    const { region, ...local } = configOf(service);
    process.env.AWS_REGION = region;
    if (!('endpoint' in local) || !local.endpoint || !local.credentials) continue;
    process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = local.endpoint;
    process.env.AWS_ACCESS_KEY_ID = local.credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = local.credentials.secretAccessKey;
  }
  const prefix = `orderService-${stage}`;
  const Name = `/ecommerce/${stage}/orderService/orderEventsTopicArn`;
  const { Parameter } = await new SSMClient(configOf('ssm')).send(new GetParameterCommand({ Name }));
  const QueueName = `${prefix}-WebhookDeliveryQueue`;
  const { QueueUrl } = await new SQSClient(configOf('sqs')).send(new GetQueueUrlCommand({ QueueName }));
  Object.assign(process.env, {
    ...{ ORDERS_TABLE: `${prefix}-Orders`, ORDER_EVENTS_TOPIC_ARN: Parameter?.Value },
    ...{
      WEBHOOKS: 'on',
      WEBHOOKS_TABLE: `${prefix}-Webhooks`,
      WEBHOOK_DELIVERIES_TABLE: `${prefix}-WebhookDeliveries`,
    },
    WEBHOOK_DELIVERY_QUEUE_URL: QueueUrl,
  });
};

type Send = (events: OrderEvent[]) => Promise<void>;

/** Returns what sends events to where they are wanted. @throws Error if there is no such webhook */
const senderOf = async ({ toWebhook, dryRun }: Options): Promise<Send> => {
  if (toWebhook !== undefined) {
    const { readWebhooks } = await import('../src/webhooks/webhookStore.ts');
    const { webhooks } = await readWebhooks();
    if (!webhooks.some(({ id }) => id === toWebhook)) throw new Error(`There is no webhook ${toWebhook}.`);
  }
  if (dryRun) return async () => undefined;
  const { publishOrderEvents } = await import('../src/notification/orderEventsTopic.ts');
  if (toWebhook === undefined) return (events) => publishOrderEvents(events, { isReplayed: true });
  const { replayToWebhook } = await import('../src/replay/replayToWebhook.ts');
  return (events) => replayToWebhook(toWebhook, events);
};

await runCommand(command, async () => {
  const options = command.opts<Options>();
  const replay = replayOf(options);
  await setEnvironment(await reachTarget(options));
  const send = await senderOf(options);
  const { eventsToReplay } = await import('../src/replay/replayEvents.ts');
  const counts = new Map<string, number>();
  for await (const events of eventsToReplay(replay)) {
    await send(events);
    for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  for (const [type, count] of [...counts].toSorted()) console.log(`${String(count).padStart(8)}  ${type}`);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`${total} event${total === 1 ? '' : 's'} ${options.dryRun ? 'would be sent' : 'sent'} again.`);
});
