import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const webhooks = createRequire(import.meta.url)('../../serverless/webhooks.cjs');
const settingsOf = (webhooksParameter: string, loopback: string, stage: string) =>
  webhooks({
    resolveVariable: async (name: string) =>
      ({ 'param:webhooks': webhooksParameter, 'param:webhookLoopback': loopback, 'sls:stage': stage })[name],
  });

test.each([
  ['off', 'refused', 'prod'],
  ['on', 'refused', 'prod'],
  ['on', 'allowed', 'dev'],
])('webhooks may be %s and loopback %s on %s', async (state, loopback, stage) => {
  expect(await settingsOf(state, loopback, stage)).toEqual({ state, loopback });
});

test.each([
  ['on', 'allowed', 'prod', 'The parameter webhookLoopback must be refused on prod.'],
  ['on', 'yes', 'dev', 'The parameter webhookLoopback must be allowed or refused, not "yes".'],
  ['yes', 'refused', 'dev', 'The parameter webhooks must be on or off, not "yes".'],
])('webhooks %s and loopback %s are rejected on %s', async (state, loopback, stage, message) => {
  await expect(settingsOf(state, loopback, stage)).rejects.toThrow(message);
});
