import { randomUUID } from 'node:crypto';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ORDER_EVENT_TYPES, type OrderEvent, type OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { WEBHOOK_EVENT_TYPES } from '@ecommerce/shared/events/webhookEvents.ts';
import { collect, commandLine, runCommand, UsageError } from '../../shared/cli/commandLine.ts';
import { type CommandTarget, reachTarget } from '../../shared/cli/commandTarget.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags } from '../../shared/cli/deployment/stageOptions.ts';
import { eventCount, goesOn, type Progress } from './replayProgress.ts';

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
  if (WEBHOOK_EVENT_TYPES.some((known) => known === unknown))
    throw new UsageError(
      `Only the events of orders can be sent again, since orders remember them; ${unknown} is none of them.`,
    );
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

/** Returns whether the stage has webhooks: their queue then hears the topic. */
const hasWebhooks = async ({ configOf }: CommandTarget): Promise<boolean> => {
  const pages = paginateListSubscriptionsByTopic(
    { client: new SNSClient(configOf('sns')) },
    { TopicArn: process.env.ORDER_EVENTS_TOPIC_ARN },
  );
  for await (const { Subscriptions = [] } of pages)
    if (Subscriptions.some(({ Endpoint = '' }) => Endpoint.endsWith('-WebhookQueue'))) return true;
  return false;
};

/** @throws Error if there is no such webhook */
const requireWebhook = async (id: string, target: CommandTarget): Promise<void> => {
  if (!(await hasWebhooks(target)))
    throw new Error(
      'Webhooks are off on this stage (its parameter webhooks). Without --to-webhook, the topic gets the events.',
    );
  const { readWebhooks } = await import('../src/webhooks/webhookStore.ts');
  const { webhooks } = await readWebhooks();
  const webhook = webhooks.find((each) => each.id === id);
  if (!webhook) throw new Error(`There is no webhook ${id}.`);
  if (webhook.disabled) console.log('This webhook is disabled: what is sent waits until it is enabled.');
};

type Send = (events: OrderEvent[]) => Promise<void>;

/** Returns what sends events to where they are wanted. */
const senderOf = async ({ toWebhook, dryRun }: Options): Promise<Send> => {
  if (dryRun) return async () => undefined;
  const replayId = randomUUID();
  const { publishOrderEvents } = await import('../src/notification/orderEventsTopic.ts');
  if (toWebhook === undefined) return (events) => publishOrderEvents(events, { replayId });
  const { replayToWebhook } = await import('../src/replay/replayToWebhook.ts');
  return (events) => replayToWebhook(toWebhook, events, replayId);
};

/** Ends at once at Ctrl-C. */
const stopOnInterrupt = (progress: Progress): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      console.error(`Stopped. ${goesOn(progress)}`);
      process.exit(1);
    });
};

await runCommand(command, async () => {
  const options = command.opts<Options>();
  const replay = replayOf(options);
  const target = await reachTarget(options);
  await setEnvironment(target);
  if (options.toWebhook !== undefined) await requireWebhook(options.toWebhook, target);
  const send = await senderOf(options);
  const { eventsToReplay } = await import('../src/replay/replayEvents.ts');
  const progress: Progress = { counts: new Map() };
  if (!options.dryRun) stopOnInterrupt(progress);
  try {
    for await (const { events, placedSince } of eventsToReplay(replay)) {
      progress.placedSince = placedSince;
      await send(events);
      for (const { type } of events) progress.counts.set(type, (progress.counts.get(type) ?? 0) + 1);
    }
  } catch (error) {
    if (!options.dryRun) console.error(goesOn(progress));
    throw error;
  }
  for (const [type, count] of [...progress.counts].toSorted()) console.log(`${String(count).padStart(8)}  ${type}`);
  console.log(`${eventCount(progress)} ${options.dryRun ? 'would be sent' : 'sent'} again.`);
});
