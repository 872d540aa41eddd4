import '../environment.ts';
import { afterAll, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../shared/platform/src/aws/dynamodb.ts';
import { createShopTables } from '../shopTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
await createShopTables();
afterAll(() => server.close());
const settings = await import('../../src/settings/changeSettings.ts');
const { showShippingMethods } = await import('../../src/settings/shippingMethods.ts');
const { currentSettings } = await import('../../src/settings/settingsStore.ts');

const zones = [{ id: 'de', label: 'Germany', countries: ['DE'] }];
const rate = { zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 };
const taxes = { pricesIncludeTax: true, rounding: 'line' as const, rates: [rate] };

test('settings begin empty, are replaced part by part, and count their changes', async () => {
  await expect(settings.showShippingSettings()).resolves.toEqual({ zones: [], methods: [], version: 0 });
  await expect(settings.showTaxSettings()).resolves.toMatchObject({ rates: [], version: 0 });
  await expect(settings.showShopSettings()).resolves.toEqual({ version: 0 });
  await expect(showShippingMethods({})).resolves.toEqual({ methods: [], currency: process.env.SHOP_CURRENCY });

  await settings.changeShippingSettings({ zones, methods: [], version: 0 });
  await settings.changeTaxSettings({ ...taxes, version: 0 });
  await settings.changeShopSettings({ name: 'Schuhe & mehr 👟' });

  await expect(settings.showShippingSettings()).resolves.toEqual({ zones, methods: [], version: 1 });
  await expect(settings.showTaxSettings()).resolves.toEqual({ ...taxes, version: 1 });
  await expect(settings.showShopSettings()).resolves.toEqual({ name: 'Schuhe & mehr 👟', version: 1 });
});

test('two administrators do not overwrite each other', async () => {
  const { version } = await settings.showShopSettings();

  const outcomes = await Promise.allSettled(
    ['one', 'two', 'three'].map((name) => settings.changeShopSettings({ name, version })),
  );

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'SETTINGS_CHANGED', data: { version: version + 1 } },
  });
});

test('taxes and shipping name the same zones', async () => {
  await expect(
    settings.changeTaxSettings({ ...taxes, rates: [rate, { ...rate, zoneId: 'fr' }] }),
  ).rejects.toMatchObject({
    data: { issues: [{ path: 'rates.1.zoneId', message: 'is not a zone of the shipping settings' }] },
  });
  await expect(settings.changeShippingSettings({ zones: [], methods: [] })).rejects.toMatchObject({
    data: { issues: [{ path: 'zones', message: 'must keep the zone de: tax rates name it' }] },
  });
});

test('functions use settings that they have read for a while', async () => {
  const before = await currentSettings();
  await settings.changeShopSettings({ name: 'new' });

  expect(await currentSettings()).toBe(before);
});
