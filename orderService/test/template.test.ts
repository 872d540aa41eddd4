import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import './environment.ts';

const { MAIL_LEASE_SECONDS } = await import('../src/order/orderStore.ts');
const template = readFileSync(new URL('../serverless.yml', import.meta.url), 'utf8');
const mailer = readFileSync(new URL('../../shared/serverless/mailer.yml', import.meta.url), 'utf8');
const number = (pattern: RegExp): number => Number(pattern.exec(template + mailer)?.[1]);

const visibilityOf = (queue: string) => number(new RegExp(`\\n +${queue}:\\n(?:.*\\n)*?\\s+VisibilityTimeout: (\\d+)`));
const timeoutOf = (consumer: string) => number(new RegExp(`\\n  ${consumer}:\\n(?:.*\\n)*?\\s+timeout: (\\d+)`));

describe.each([
  ['OrderQueue', 'processOrder'],
  ['NotificationQueue', 'sendMail'],
])('%s and its consumer %s', (queue, functionName) => {
  const visibility = visibilityOf(queue);
  const consumer = timeoutOf(functionName);

  test('a message stays hidden for six times as long as its consumer may run', () => {
    expect(visibility).toBe(6 * consumer);
  });

  test('a message that a crash left comes again only when the lease of its mail is over', () => {
    expect(visibility).toBeGreaterThan(MAIL_LEASE_SECONDS + consumer);
  });

  test('the lease of a mail outlasts the function that took it', () => {
    expect(MAIL_LEASE_SECONDS).toBeGreaterThan(consumer);
  });
});

test('the lines of a log that ring paymentTrouble are lines that the code writes, and the runbook explains', () => {
  const lines = /paymentTrouble:\n(?:.*\n)*?\s+messages: \[(.*)\]/.exec(template)?.[1]?.split(', ') ?? [];
  const sources = new URL('../src/', import.meta.url);
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const code = files.map((file) => readFileSync(new URL(file, sources), 'utf8'));
  const runbook = readFileSync(new URL('../../docs/runbooks/paymentTrouble.md', import.meta.url), 'utf8');

  expect(lines).toHaveLength(3);
  expect(lines.filter((line) => !code.join('').includes(`'${line}'`))).toEqual([]);
  expect(lines.filter((line) => !runbook.includes(`| \`${line}\` |`))).toEqual([]);
});
