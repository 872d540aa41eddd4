import '../environment.ts';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { cloud, resetCloud } from '../cloud.ts';

const settings = { provider: 'stripe', secretKey: 'sk_test_x', webhookSecret: 'whsec_x' };

const parameter = (value: string) => cloud.ssm.on(GetParameterCommand).resolves({ Parameter: { Value: value } });
const reads = () => cloud.ssm.commandCalls(GetParameterCommand).length;

type Module = typeof import('../../src/payment/providerSettings.ts');
let containers = 0;

/** A container that has read nothing yet. */
const freshSettings = async () => {
  containers += 1;
  const module: Module = await import(`../../src/payment/providerSettings.ts?container=${containers}`);
  return module.readProviderSettings;
};

/** Lets time pass that the library and the module measure. */
const pass = (minutes: number) => {
  const later = Date.now() + minutes * 60_000;
  jest.spyOn(Date, 'now').mockReturnValue(later);
};

beforeEach(() => {
  clearCaches();
  resetCloud();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the settings of the payment provider', () => {
  test('come from one parameter, and are cached for minutes', async () => {
    parameter(JSON.stringify(settings));
    const read = await freshSettings();

    expect([await read(), await read()]).toEqual([settings, settings]);
    pass(3);
    await read();
    expect(reads()).toBe(1);
    pass(6);
    await read();
    expect(reads()).toBe(2);
  });

  test('are none without a parameter, which is cached too', async () => {
    cloud.ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: 'none', $metadata: {} }));
    const read = await freshSettings();

    expect([await read(), await read()]).toEqual([{ provider: 'none' }, { provider: 'none' }]);
    expect(reads()).toBe(1);
  });

  test.each([
    ['cannot be read', () => cloud.ssm.on(GetParameterCommand).rejects(awsError('ThrottlingException'))],
    ['are no JSON', () => parameter('sk_test_x')],
    ['lack a secret', () => parameter('{"provider":"stripe","secretKey":"sk_test_x"}')],
  ])('stay the previous ones if new ones %s', async (_, fail) => {
    parameter(JSON.stringify(settings));
    const read = await freshSettings();
    await read();
    fail();
    pass(6);

    await expect(read()).resolves.toEqual(settings);
  });

  test('that are invalid from the start cause an error that names the field, without its value', async () => {
    parameter('{"provider":"stripe","secretKey":"my secret"}');
    const read = await freshSettings();

    const error = await read().catch((thrown: Error) => thrown.message);
    expect(error).toContain('secretKey, webhookSecret');
    expect(error).not.toContain('my secret');
  });
});
