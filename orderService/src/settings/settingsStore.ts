import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { cachedFor } from '@ecommerce/shared/cachedFor.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import * as z from 'zod';
import { requireVersion } from './settingsFields.ts';
import { NO_SHIPPING, type ShippingSettings } from './shippingSettings.ts';
import type { ShopSettings } from './shopSettings.ts';
import { NO_TAXES, type TaxSettings } from './taxSettings.ts';

const { SETTINGS_TABLE, SETTINGS_SECONDS } = readEnvironment({
  SETTINGS_TABLE: name,
  SETTINGS_SECONDS: z.coerce.number().min(0),
});

/** Attempts to write while other administrators write. */
const ATTEMPTS = 5;

/** All settings are one row, so that one read finds them, and taxes and shipping always name the same zones. */
const KEY = { id: 'settings' };

/** The settings of a shop. Each part counts its changes. */
export type Settings = {
  shop: ShopSettings;
  shipping: ShippingSettings;
  taxes: TaxSettings;
  /** Of the amounts in `shipping`; absent until these are set. */
  currency?: string;
  versions: Record<SettingsPart, number>;
};
export type SettingsPart = 'shop' | 'shipping' | 'taxes';

/** Whether the shop charges more than products: shipping, or taxes. */
export const chargesMore = ({ shipping, taxes }: Settings): boolean =>
  shipping.methods.length > 0 || taxes.rates.length > 0;

type SettingsRow = Partial<Settings> & { version?: number };

const read = async (ConsistentRead: boolean): Promise<SettingsRow> => {
  const { Item = {} } = await dynamodb.send(new GetCommand({ TableName: SETTINGS_TABLE, Key: KEY, ConsistentRead }));
  return Item;
};

const settingsOf = ({ shop, shipping, taxes, currency, versions }: SettingsRow): Settings => ({
  shop: shop ?? {},
  shipping: shipping ?? NO_SHIPPING,
  taxes: taxes ?? NO_TAXES,
  ...(currency === undefined ? {} : { currency }),
  versions: { shop: 0, shipping: 0, taxes: 0, ...versions },
});

/** The settings as the last write left them. */
export const readSettings = async (): Promise<Settings> => settingsOf(await read(true));

/** The settings, up to `SETTINGS_SECONDS` old. */
export const currentSettings: () => Promise<Settings> = cachedFor(SETTINGS_SECONDS, async () =>
  settingsOf(await read(false)),
);

/**
 * Replaces one part of the settings.
 *
 * @param change.check throws where the part does not fit the others as they stand
 * @param change.version of the part that the change is based on; without it whatever stands is replaced
 * @returns the settings after that
 * @throws DomainError SETTINGS_CHANGED if somebody else has changed the part since; UNAVAILABLE; what `check` throws
 */
export const replaceSettings = async <Part extends SettingsPart>(
  part: Part,
  value: Settings[Part],
  change: { version?: number | undefined; currency?: string; check?: (settings: Settings) => void },
): Promise<Settings> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const row = await read(true);
    const settings = settingsOf(row);
    const current = settings.versions[part];
    requireVersion(current, change.version);
    change.check?.(settings);
    const { written, row: after } = await updateOnce({
      TableName: SETTINGS_TABLE,
      Key: KEY,
      UpdateExpression: `SET #part = :value, versions = :versions, #version = :next, updatedAt = :now${change.currency === undefined ? '' : ', currency = :currency'}`,
      ConditionExpression: row.version === undefined ? 'attribute_not_exists(id)' : '#version = :seen',
      ExpressionAttributeNames: { '#part': part, '#version': 'version' },
      ExpressionAttributeValues: {
        ':value': value,
        ':versions': { ...settings.versions, [part]: current + 1 },
        ...(change.currency === undefined ? {} : { ':currency': change.currency }),
        ':next': (row.version ?? 0) + 1,
        ...(row.version === undefined ? {} : { ':seen': row.version }),
        ':now': new Date().toISOString(),
      },
    });
    if (written && after) return settingsOf(after);
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing the settings at the same time: try again.');
};
