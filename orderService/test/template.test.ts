import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import './environment.ts';

const { MAIL_LEASE_SECONDS } = await import('../src/orderStore.ts');
const template = readFileSync(new URL('../serverless.yml', import.meta.url), 'utf8');
const number = (pattern: RegExp): number => Number(pattern.exec(template)?.[1]);

const visibility = number(/OrderQueue:\n(?:.*\n)*?\s+VisibilityTimeout: (\d+)/);
const consumer = number(/processOrder:\n(?:.*\n)*?\s+timeout: (\d+)/);

test('a message stays hidden for six times as long as its consumer may run', () => {
  expect(visibility).toBe(6 * consumer);
});

test('a message that a crash left comes again only when the lease of its mail is over', () => {
  expect(visibility).toBeGreaterThan(MAIL_LEASE_SECONDS + consumer);
});

test('the lease of a mail outlasts the function that took it', () => {
  expect(MAIL_LEASE_SECONDS).toBeGreaterThan(consumer);
});
