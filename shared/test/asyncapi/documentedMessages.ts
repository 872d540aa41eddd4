import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

type Message = { headers: object; payload: object; examples: { headers: unknown; payload: unknown }[] };
type Document = { components: { messages: Record<string, Message> } };

/** The AsyncAPI document as it is kept. */
const document = JSON.parse(readFileSync('docs/asyncapi.json', 'utf8')) as Document;

const ajv = new Ajv({ strict: true, allErrors: true });
addFormats.default(ajv);
const checks = new Map(
  Object.values(document.components.messages).map((message) => {
    const { type } = (message as unknown as { payload: { properties: { type: { const: string } } } }).payload
      .properties;
    return [type.const, { headers: ajv.compile(message.headers), payload: ajv.compile(message.payload) }];
  }),
);

/** A message attribute as SNS hands it on, of any subscriber. */
export type Attribute = { Type: string; Value: string };

/** What the document says against a message of the topic, nothing when it says yes. */
export const undocumented = (body: string, attributes: Record<string, Attribute>): string[] => {
  const payload = JSON.parse(body) as { type: string };
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, { Type, Value }]) => [name, Type === 'Number' ? Number(Value) : Value]),
  );
  const check = checks.get(payload.type);
  if (!check) return [`no message ${payload.type}`];
  return [
    ...(check.headers(headers) ? [] : [`attributes ${ajv.errorsText(check.headers.errors)}`]),
    ...(check.payload(payload) ? [] : [`payload ${ajv.errorsText(check.payload.errors)}`]),
  ];
};
