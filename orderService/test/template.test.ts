import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import './environment.ts';

const { MAIL_LEASE_SECONDS } = await import('../src/order/mailClaimStore.ts');
const { CHECK_SECONDS } = await import('../src/order/nextStep.ts');
const template = readFileSync(new URL('../serverless.yml', import.meta.url), 'utf8');
const mailer = readFileSync(new URL('../../shared/serverless/mailer.yml', import.meta.url), 'utf8');
const number = (pattern: RegExp): number => Number(pattern.exec(template + mailer)?.[1]);

const visibilityOf = (queue: string) => number(new RegExp(`\\n +${queue}:\\n(?:.*\\n)*?\\s+VisibilityTimeout: (\\d+)`));
const timeoutOf = (consumer: string) => number(new RegExp(`\\n  ${consumer}:\\n(?:.*\\n)*?\\s+timeout: (\\d+)`));

test.each([
  ['OrderQueue', 'processOrders'],
  ['NotificationQueue', 'sendMail'],
  ['InvoiceQueue', 'issueInvoices'],
  ['WebhookQueue', 'fanOutWebhooks'],
  ['WebhookDeliveryQueue', 'deliverWebhooks'],
])('a message of %s stays hidden for six times the timeout of its consumer %s', (queue, consumer) => {
  expect(visibilityOf(queue)).toBe(6 * timeoutOf(consumer));
});

test('the sweeper checks an order only after its message would have returned', () => {
  expect(CHECK_SECONDS).toBeGreaterThan(visibilityOf('OrderQueue'));
});

describe('the claim on an email', () => {
  test('outlasts the function’s timeout', () => {
    expect(MAIL_LEASE_SECONDS).toBeGreaterThan(timeoutOf('sendMail'));
  });

  test('has expired when the message returns after a crash', () => {
    expect(visibilityOf('NotificationQueue')).toBeGreaterThan(MAIL_LEASE_SECONDS + timeoutOf('sendMail'));
  });
});

const sources = new URL('../src/', import.meta.url);
const code = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(file, sources), 'utf8'))
  .join('');
const linesOf = (alarm: string) =>
  new RegExp(`\\n +${alarm}:\\n(?:.*\\n)*?\\s+messages: \\[(.*)\\]`).exec(template)?.[1]?.split(', ') ?? [];

test.each([
  ['ordersGivenUp', 1],
  ['delayedOrders', 1],
  ['paymentProblems', 3],
])('the log lines of the alarm %s are lines that the code writes', (alarm, count) => {
  const lines = linesOf(alarm);

  expect(lines).toHaveLength(count);
  expect(lines.filter((line) => !code.includes(`'${line}'`))).toEqual([]);
});

test('the runbook explains the log lines of paymentProblems', () => {
  const runbook = readFileSync(new URL('../../docs/runbooks/paymentProblems.md', import.meta.url), 'utf8');

  expect(linesOf('paymentProblems').filter((line) => !runbook.includes(`| \`${line}\` |`))).toEqual([]);
});

test('each function that may write or read the uses of discounts knows their table', () => {
  const [, permissions = ''] = template.split('\n  permissions:\n');
  const granted = [...(permissions.split('\nresources:')[0]?.matchAll(/\n {4}(\w+):((?:\n {6,}.*)*)/g) ?? [])]
    .filter(([, , statements = '']) => /DiscountUses/.test(statements))
    .map(([, name]) => name);
  const [functions = ''] = template.split('\nstepFunctions:');
  const equipped = [...functions.matchAll(/\n {2}(\w+):((?:\n {4,}.*)*)/g)]
    .filter(([, , setting = '']) => /DISCOUNT_USES_TABLE|discountEnvironment/.test(setting))
    .map(([, name]) => name);

  expect(granted.length).toBeGreaterThan(8);
  expect(equipped).toEqual(expect.arrayContaining(granted));
});
