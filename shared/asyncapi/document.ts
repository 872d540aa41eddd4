import { join } from 'node:path';
import * as z from 'zod';
import { RELEASE } from '../openapi/release.ts';
import { readable } from '../openapi/schemas.ts';
import { ORDER_EVENT_TYPES, OrderEvent, type OrderEventType } from '../src/events/orderEvents.ts';
import { EXAMPLES } from './examples.ts';

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

const ABOUT = `The messages of the topic OrderEvents of orderService.

An event is published after its change is committed, **at least once** and in no guaranteed order. The same change of the same order always has the same \`id\`, so subscribers can detect duplicates. \`occurredAt\` is
when it happened. Amounts are integers in the currency's minor unit. Each message has the message attributes \`type\`, \`version\` and \`correlationId\`, by which a subscription can filter. A change that old readers would not
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
    summary: PUBLISHED_WHEN[type],
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
