import { join } from 'node:path';
import * as z from 'zod';
import { RELEASE } from '../openapi/release.ts';
import { readable } from '../openapi/schemas.ts';
import { AccountEvent } from '../src/events/accountEvents.ts';
import { CategoryEvent } from '../src/events/categoryEvents.ts';
import { ORDER_EVENT_TYPES, OrderEvent, type OrderEventType } from '../src/events/orderEvents.ts';
import { PRODUCT_EVENT_TYPES, ProductEvent, type ProductEventType } from '../src/events/productEvents.ts';
import { STOCK_EVENT_TYPES, StockEvent, type StockEventType } from '../src/events/stockEvents.ts';
import { WEBHOOK_EVENT_TYPES, WebhookTest } from '../src/events/webhookEvents.ts';
import {
  ACCOUNT_DELETED,
  CATEGORY_CHANGED,
  EXAMPLES,
  PRODUCT_EXAMPLES,
  STOCK_EXAMPLES,
  WEBHOOK_TEST,
} from './examples.ts';

/** The document's file, from the repository's root. */
export const DOCUMENT_FILE = join('docs', 'asyncapi.json');

type Json = Record<string, unknown>;

/** When each type of event is published. */
const PUBLISHED_WHEN: Readonly<Record<OrderEventType, string>> = {
  ORDER_CREATED: 'An order was placed.',
  PAYMENT_COMPLETED: 'The whole amount of an order was captured.',
  PAYMENT_FAILED: 'The provider refused a payment. The customer may try again until `payableUntil`.',
  ORDER_SHIPPING: 'The order ships: its stock is reserved and, if it is paid through the shop, it has been paid.',
  ORDER_FULFILLED: 'A parcel with some or all of the order has left.',
  ORDER_DELIVERED: 'A parcel has arrived.',
  RETURN_REQUESTED: 'A customer wants to return units that were delivered.',
  RETURN_APPROVED: 'The shop takes a return.',
  RETURN_REFUSED: 'The shop does not take a return.',
  RETURN_RECEIVED: 'The units of a return have arrived. Their refund follows as `ORDER_REFUNDED`.',
  ORDER_REJECTED: 'An order was rejected: there was not enough stock, or the product is gone.',
  ORDER_CANCELLED:
    'An order was cancelled by its customer or the shop, or was not paid in time. Its stock is released.',
  ORDER_REFUNDED: 'Money was refunded in part or in full, including money that arrived after the order had ended.',
};

/** The same of products and of stock. */
const PRODUCT_PUBLISHED_WHEN: Readonly<Record<ProductEventType, string>> = {
  PRODUCT_APPROVED: 'A product has come on sale: staff have approved it, or it was restored from the archive.',
  PRODUCT_CHANGED:
    'What anyone sees of a product has changed: texts, prices (a scheduled one when it begins and ends), variants, pictures, slug. Or it has gone off sale: then `status` is not `approved`, and there is no `product`.',
  PRODUCT_DELETED: 'A product that is or was on sale was deleted.',
};
const STOCK_PUBLISHED_WHEN: Readonly<Record<StockEventType, string>> = {
  STOCK_LOW:
    'The units of a variant have fallen to its `lowStockAt` or below, or it has got a threshold that is not below its units. It comes again once there have been more.',
  STOCK_CHANGED:
    'The units of a variant have changed: by a sale, a release, a return or an adjustment. Of changes that follow each other within a second there is often only the last.',
};

const ABOUT = `The messages of the topics OrderEvents of orderService, AccountEvents of authService, CategoryEvents of categoryService, and ProductEvents and StockEvents of productService.

An event is published after its change is committed, **at least once** and in no guaranteed order. The same change of the same order, account, category, product or stock always has the same \`id\`, so subscribers can detect duplicates. \`occurredAt\` is
when it happened. Amounts are integers in the currency's minor unit. Each message has the message attributes \`type\`, \`version\` and \`correlationId\`, by which a subscription can filter. One that is sent again on purpose (\`npm run replay\`) has the same \`id\` and the attributes \`replayed\` and \`replayId\`, the same of one run; of a webhook’s request it is the header \`webhook-replayed\`, in Kafka the header \`replayed\`, in EventBridge the field \`replayed\` of \`detail\`. Only events of orders are sent again. A change that old readers would not
understand gets a new \`version\`.`;

/** `ORDER_CREATED` → `OrderCreated`. */
const nameOf = (type: EventType): string =>
  type.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** JSON Schema (draft 7, on which AsyncAPI's own schemas build). */
const jsonSchema = (schema: z.ZodType): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-7', override: readable }) as Json;
  return json;
};

/** All schemas, one for each type of event. */
const SCHEMAS = [
  ...OrderEvent.options,
  AccountEvent,
  CategoryEvent,
  ...ProductEvent.options,
  ...StockEvent.options,
  WebhookTest,
];

const schemaOf = (type: EventType) => {
  const schema = SCHEMAS.find(({ shape }) => shape.type.value === type);
  if (!schema) throw new Error(`The events have no schema for ${type}`);
  return schema;
};

const message = (
  example: OrderEvent | AccountEvent | CategoryEvent | ProductEvent | StockEvent | WebhookTest,
  summary: string,
): Json => {
  const schema = schemaOf(example.type);
  const { type, version, correlationId } = example;
  return {
    name: type,
    title: nameOf(type),
    summary,
    contentType: 'application/json',
    correlationId: { location: '$message.header#/correlationId' },
    headers: jsonSchema(
      z.strictObject({
        type: schema.shape.type,
        version: schema.shape.version,
        correlationId: schema.shape.correlationId,
        replayed: z.literal('true').optional(), // sent again on purpose: npm run replay
        replayId: z.uuid().optional(), // which run of it
      }),
    ),
    payload: jsonSchema(schema),
    examples: [{ name: 'example', headers: { type, version, correlationId }, payload: example }],
  };
};

/** A topic as channel. */
const channel = (service: string, topic: string, types: readonly EventType[]): Json => ({
  address: `${service}-{stage}-${topic}`,
  title: topic,
  description: 'An SNS topic, one in each stage.',
  parameters: {
    stage: { description: 'The stage that the stacks were deployed as.', examples: ['dev', 'prod'] },
  },
  messages: Object.fromEntries(types.map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }])),
  bindings: {
    sns: { name: `${service}-{stage}-${topic}`, ordering: { type: 'standard' }, bindingVersion: '0.1.0' },
  },
});

/** The types that webhooks are sent. */
const WEBHOOK_TYPES = [...WEBHOOK_EVENT_TYPES, 'WEBHOOK_TEST'] as const;

/** The endpoints of other systems as channel: their addresses are known to each shop alone. */
const webhooks: Json = {
  address: null,
  title: 'Webhooks',
  description:
    'An endpoint of another system, which `POST /webhooks` of orderService names. Each event is the body of a `POST` request. Instead of message attributes the request has the headers `webhook-id` (the event’s `id`), `webhook-timestamp` and `webhook-signature` of the Standard Webhooks specification (https://www.standardwebhooks.com), and `webhook-replayed: true` if it is sent again on purpose.',
  messages: Object.fromEntries(
    WEBHOOK_TYPES.map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
  ),
};

/** A service publishes to a topic. */
const operation = (name: string, summary: string, types: readonly EventType[]): Json => ({
  action: 'send',
  channel: { $ref: `#/channels/${name}` },
  summary,
  messages: types.map((type) => ({ $ref: `#/channels/${name}/messages/${nameOf(type)}` })),
});

const ACCOUNT_EVENT_TYPES = ['ACCOUNT_DELETED'] as const;
const CATEGORY_EVENT_TYPES = ['CATEGORY_CHANGED'] as const;
type EventType =
  | OrderEventType
  | AccountEvent['type']
  | CategoryEvent['type']
  | ProductEventType
  | StockEventType
  | WebhookTest['type'];

const DELETED_WHEN =
  'An account was deleted: what subscribers hold about this person has to go. It comes again, with `tokensExpired`, once none of its tokens is valid any more.';

const CHANGED_WHEN =
  'A category that has a place in the tree was moved, renamed or deleted; once a day also where each of them stands. Of two about a category, the one with the higher `treeVersion` is right.';

/** The AsyncAPI 3.0 document of all events. See https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export const asyncApiDocument = (): Json => {
  const messages = [
    ...ORDER_EVENT_TYPES.map((type) => message(EXAMPLES[type], PUBLISHED_WHEN[type])),
    message(ACCOUNT_DELETED, DELETED_WHEN),
    message(CATEGORY_CHANGED, CHANGED_WHEN),
    ...PRODUCT_EVENT_TYPES.map((type) => message(PRODUCT_EXAMPLES[type], PRODUCT_PUBLISHED_WHEN[type])),
    ...STOCK_EVENT_TYPES.map((type) => message(STOCK_EXAMPLES[type], STOCK_PUBLISHED_WHEN[type])),
    message(WEBHOOK_TEST, 'An admin tests a webhook. Nothing has happened.'),
  ];
  return {
    asyncapi: '3.0.0',
    info: { title: 'Events', version: RELEASE, description: ABOUT, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: {
      orderEvents: channel('orderService', 'OrderEvents', ORDER_EVENT_TYPES),
      accountEvents: channel('authService', 'AccountEvents', ACCOUNT_EVENT_TYPES),
      categoryEvents: channel('categoryService', 'CategoryEvents', CATEGORY_EVENT_TYPES),
      productEvents: channel('productService', 'ProductEvents', PRODUCT_EVENT_TYPES),
      stockEvents: channel('productService', 'StockEvents', STOCK_EVENT_TYPES),
      webhooks,
    },
    operations: {
      publishOrderEvent: operation(
        'orderEvents',
        'orderService tells what has happened to an order.',
        ORDER_EVENT_TYPES,
      ),
      publishAccountEvent: operation(
        'accountEvents',
        'authService tells that an account was deleted.',
        ACCOUNT_EVENT_TYPES,
      ),
      publishCategoryEvent: operation(
        'categoryEvents',
        'categoryService tells where a category stands in the tree.',
        CATEGORY_EVENT_TYPES,
      ),
      publishProductEvent: operation(
        'productEvents',
        'productService tells what is on sale, and what is no longer.',
        PRODUCT_EVENT_TYPES,
      ),
      publishStockEvent: operation(
        'stockEvents',
        'productService tells how many units a variant has, and that it is about to sell out.',
        STOCK_EVENT_TYPES,
      ),
      sendWebhook: {
        ...operation('webhooks', 'orderService sends events to endpoints of other systems.', WEBHOOK_TYPES),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    },
    components: { messages: Object.fromEntries(messages.map((each) => [each.title, each])) },
  };
};
