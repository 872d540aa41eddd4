import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const importPictures = createRequire(import.meta.url)('../../serverless/importPictures.cjs');
const deployed = (value: unknown, stage: string): Promise<string> =>
  importPictures({ resolveVariable: async (name: string) => (name === 'sls:stage' ? stage : value) });

test('pictures from this machine are fetched for tests, and never on prod', async () => {
  expect(await deployed('local', 'dev')).toBe('local');
  await expect(deployed('local', 'prod')).rejects.toThrow('must be refused or allowed on prod');
  for (const value of ['refused', 'allowed']) expect(await deployed(value, 'prod')).toBe(value);
});

test.each(['yes', '', 'Allowed', undefined])('%j fails the deployment', async (value) => {
  await expect(deployed(value, 'dev')).rejects.toThrow('must be refused, allowed or local');
});
