import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const sources = globSync('*/src/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')] as const);

test('messages, events and inputs of workflows and functions are ASCII, since SQS rejects characters that we accept', () => {
  const senders = sources.filter(([, text]) =>
    /new (Publish|SendMessage|SendMessageBatch|StartExecution|StartSyncExecution|Invoke)(Batch)?Command\(/.test(text),
  );

  expect(senders.length).toBeGreaterThan(3);
  expect(
    senders
      .filter(([, text]) => /\b(Message|MessageBody|input|Payload): (?!asciiJson\(|\w+ = )/.test(text))
      .map(([path]) => path),
  ).toEqual([]);
});
