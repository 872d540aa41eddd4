import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument, DOCUMENT_FILE } from '../../asyncapi/document.ts';
import {
  ACCOUNT_DELETED,
  CATEGORY_CHANGED,
  EXAMPLES,
  PRODUCT_EXAMPLES,
  STOCK_EXAMPLES,
  WEBHOOK_TEST,
} from '../../asyncapi/examples.ts';
import { AccountEvent } from '../../src/events/accountEvents.ts';
import { CategoryEvent } from '../../src/events/categoryEvents.ts';
import { ORDER_EVENT_TYPES, OrderEvent } from '../../src/events/orderEvents.ts';
import { PRODUCT_EVENT_TYPES, ProductEvent } from '../../src/events/productEvents.ts';
import { STOCK_EVENT_TYPES, StockEvent } from '../../src/events/stockEvents.ts';
import { WebhookTest } from '../../src/events/webhookEvents.ts';
import { undocumented } from './documentedMessages.ts';

const require = createRequire(import.meta.url);
const specification = require('@asyncapi/specs/schemas/3.0.0-without-$id.json');

type AnyEvent = OrderEvent | AccountEvent | CategoryEvent | ProductEvent | StockEvent;

const attributesOf = ({ type, version, correlationId }: AnyEvent) => ({
  type: { Type: 'String', Value: type },
  version: { Type: 'Number', Value: String(version) },
  correlationId: { Type: 'String', Value: correlationId },
});

test('the committed document matches the schemas (otherwise: npm run asyncapi)', () => {
  expect(JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8'))).toEqual(asyncApiDocument());
});

test('it is valid by the schema of AsyncAPI', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  const validate = ajv.compile(specification);

  expect(validate(JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8'))) ? [] : validate.errors).toEqual([]);
});

test('every reference resolves', () => {
  const document = asyncApiDocument();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
  const found = (path: string) =>
    path.split('/').reduce<unknown>((value, key) => Object(value)[key], document) !== undefined;

  expect(references.length).toBeGreaterThan(0);
  expect(references.filter((path) => !found(path))).toEqual([]);
});

describe.each(ORDER_EVENT_TYPES)('the example of %s', (type) => {
  const example = EXAMPLES[type];

  test('matches the schema and the document', () => {
    expect(OrderEvent.parse(example)).toEqual(example);
    expect(undocumented(JSON.stringify(example), attributesOf(example))).toEqual([]);
  });

  test('is rejected by the document with an extra or missing field, another type or version', () => {
    const { correlationId: _, ...shorter } = example;
    const wrong = [
      { ...example, more: 1 },
      shorter,
      { ...example, version: 2 },
      { ...example, data: { ...example.data, total: '1' } },
    ];

    for (const event of wrong) expect(undocumented(JSON.stringify(event), attributesOf(example))).not.toEqual([]);
    const attributes = { ...attributesOf(example), type: { Type: 'String', Value: 'OTHER' } };
    expect(undocumented(JSON.stringify(example), attributes)).not.toEqual([]);
  });
});

test('the deletion of an account is a message of its own topic', () => {
  const { data, ...others } = ACCOUNT_DELETED;

  expect(AccountEvent.parse(ACCOUNT_DELETED)).toEqual(ACCOUNT_DELETED);
  expect(undocumented(JSON.stringify(ACCOUNT_DELETED), attributesOf(ACCOUNT_DELETED))).toEqual([]);
  const wrong = { ...others, data: { userId: data.userId } };
  expect(undocumented(JSON.stringify(wrong), attributesOf(ACCOUNT_DELETED))).not.toEqual([]);
});

test('the change of a category is a message of its own topic', () => {
  const { data, ...others } = CATEGORY_CHANGED;

  expect(CategoryEvent.parse(CATEGORY_CHANGED)).toEqual(CATEGORY_CHANGED);
  expect(undocumented(JSON.stringify(CATEGORY_CHANGED), attributesOf(CATEGORY_CHANGED))).toEqual([]);
  const wrong = { ...others, data: { ...data, treeVersion: '12' } };
  expect(undocumented(JSON.stringify(wrong), attributesOf(CATEGORY_CHANGED))).not.toEqual([]);
});

const ofProducts = [
  ...PRODUCT_EVENT_TYPES.map((type) => ({ example: PRODUCT_EXAMPLES[type], schema: ProductEvent })),
  ...STOCK_EVENT_TYPES.map((type) => ({ example: STOCK_EXAMPLES[type], schema: StockEvent })),
];

test.each(ofProducts)('$example.type is a message of the topics of productService', ({ example, schema }) => {
  expect(schema.parse(example)).toEqual(example);
  expect(undocumented(JSON.stringify(example), attributesOf(example))).toEqual([]);
  for (const more of [{ sellerId: 'ann' }, { productId: '' }, { sequence: '1' }, { quantity: -1 }]) {
    const wrong = { ...example, data: { ...example.data, ...more } };
    expect(undocumented(JSON.stringify(wrong), attributesOf(example))).not.toEqual([]);
  }
});

test('the example of a test of a webhook matches its schema, and webhooks have the messages of the topics that they may be sent', () => {
  expect(WebhookTest.parse(WEBHOOK_TEST)).toEqual(WEBHOOK_TEST);
  const { channels } = asyncApiDocument() as { channels: Record<string, { messages: object }> };
  const sent = ['orderEvents', 'productEvents', 'stockEvents'].flatMap((name) =>
    Object.keys(channels[name]?.messages ?? {}),
  );
  expect(Object.keys(channels.webhooks?.messages ?? {})).toEqual([...sent, 'WebhookTest']);
});
