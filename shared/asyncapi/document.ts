import { join } from 'node:path';
import * as z from 'zod';
import { RELEASE } from '../openapi/release.ts';
import { readable } from '../openapi/schemas.ts';
import { ORDER_EVENT_TYPES, OrderEvent, type OrderEventType } from '../src/events/orderEvents.ts';
import { EXAMPLES } from './examples.ts';

/** Where the document is kept, from the repository's root. */
export const DOCUMENT_FILE = join('docs', 'asyncapi.json');

type Json = Record<string, unknown>;

/** What has happened when an event of a type is published. */
const TOLD_WHEN: Readonly<Record<OrderEventType, string>> = {
  ORDER_CREATED: 'An order was placed.',
  PAYMENT_COMPLETED: 'The whole amount of an order was captured.',
  PAYMENT_FAILED: 'A payment was refused by the provider. The customer may try again until `payableUntil`.',
  ORDER_SHIPPING: 'The stock of an order is taken and, where it is paid through the shop, its money too: it ships.',
  ORDER_REJECTED: 'An order could not be had: its stock was short or gone.',
  ORDER_CANCELLED: 'An order was cancelled by its customer or the shop, or was not paid in time. Its stock goes back.',
  ORDER_REFUNDED: 'Money went back to the customer, in part or whole; also money that came after an order had ended.',
};

const ABOUT = `What the topic OrderEvents of orderService carries.

An event is published after the change that it tells of is committed, **at least once** and in no certain order: \`id\` tells repeats, as the same change of the same order always has the same one. \`occurredAt\` is
when it happened. Amounts are integers in the currency's minor unit. Each message bears \`type\`, \`version\` and \`correlationId\` as message attributes, by which a subscription can filter. A change that old readers would not
understand gets a new \`version\`.`;

/** `ORDER_CREATED` → `OrderCreated`. */
const nameOf = (type: OrderEventType): string =>
  type.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** JSON Schema (draft 7, on which AsyncAPI's own schemas build). */
const jsonSchema = (schema: z.ZodType): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-7', override: readable }) as Json;
  return json;
};

const schemaOf = (type: OrderEventType) => {
  const schema = OrderEvent.options.find(({ shape }) => shape.type.value === type);
  if (!schema) throw new Error(`The events have no schema for ${type}`);
  return schema;
};

const message = (type: OrderEventType): Json => {
  const { type: typeAttribute, version, correlationId } = EXAMPLES[type];
  return {
    name: type,
    title: nameOf(type),
    summary: TOLD_WHEN[type],
    contentType: 'application/json',
    correlationId: { location: '$message.header#/correlationId' },
    headers: jsonSchema(schemaOf(type).pick({ type: true, version: true, correlationId: true })),
    payload: jsonSchema(schemaOf(type)),
    examples: [{ name: 'example', headers: { type: typeAttribute, version, correlationId }, payload: EXAMPLES[type] }],
  };
};

const CHANNEL = '#/channels/orderEvents';

/** The AsyncAPI 3.0 document of the order events. See https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export const asyncApiDocument = (): Json => {
  const reference = (type: OrderEventType) => ({ $ref: `${CHANNEL}/messages/${nameOf(type)}` });
  return {
    asyncapi: '3.0.0',
    info: { title: 'Order events', version: RELEASE, description: ABOUT, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: {
      orderEvents: {
        address: 'orderService-{stage}-OrderEvents',
        title: 'OrderEvents',
        description: 'An SNS topic, one in each stage.',
        parameters: {
          stage: { description: 'The stage that the stacks were deployed as.', examples: ['dev', 'prod'] },
        },
        messages: Object.fromEntries(
          ORDER_EVENT_TYPES.map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
        ),
        bindings: {
          sns: { name: 'orderService-{stage}-OrderEvents', ordering: { type: 'standard' }, bindingVersion: '0.1.0' },
        },
      },
    },
    operations: {
      publishOrderEvent: {
        action: 'send',
        channel: { $ref: CHANNEL },
        summary: 'orderService tells what has happened to an order.',
        messages: ORDER_EVENT_TYPES.map(reference),
      },
    },
    components: { messages: Object.fromEntries(ORDER_EVENT_TYPES.map((type) => [nameOf(type), message(type)])) },
  };
};
