import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forwardsEvents } from '../../cli/stacks.ts';

const forwarders = createRequire(import.meta.url)('../forwarders.cjs');

const DEFAULTS = {
  ...{ kafkaBrokers: 'none', kafkaAuth: 'scram', kafkaTls: 'yes', eventBus: 'no' },
  ...{ kafkaSubnets: 'none', kafkaSecurityGroups: 'none' },
};
const FILES: Record<string, unknown> = {
  'file(kafka.yml):permissions': { putEventsInOrder: ['its own'], forwardToKafka: ['its own'] },
  'file(kafka.yml):permissionsBy.scram': ['the secret'],
  'file(kafka.yml):permissionsBy.iam': ['the cluster'],
  'file(kafka.yml):permissionsInVpc': ['network interfaces'],
};
const partOf = (part: string, params: Record<string, unknown> = {}) => {
  const values: Record<string, unknown> = { ...DEFAULTS, ...params };
  const resolveVariable = async (address: string) =>
    address.startsWith('param:') ? values[address.slice(6)] : (FILES[address] ?? { [address]: [address] });
  return forwarders[part]({ resolveVariable });
};
const kafka = { kafkaBrokers: 'b-1.example:9096, b-2.example:9096' };
const bus = { eventBus: 'yes' };

test('without their parameters there is nothing', async () => {
  for (const part of ['functions', 'permissions', 'resources']) expect(await partOf(part)).toEqual({});
  expect(await partOf('alarms')).toEqual({ withoutApi: true, deadLetterQueues: [], queues: {} });
});

test.each<[Record<string, unknown>, string[], string[]]>([
  [kafka, ['file(kafka.yml):functions'], ['KafkaIntakeQueue']],
  [bus, ['file(bus.yml):functions'], ['BusQueue']],
  [{ ...kafka, ...bus }, ['file(kafka.yml):functions', 'file(bus.yml):functions'], ['KafkaIntakeQueue', 'BusQueue']],
])('with %p there is what forwards to it, subscribed to each topic', async (params, files, queues) => {
  expect(Object.keys(await partOf('functions', params))).toEqual(files);
  expect(Object.keys((await partOf('tlsOnly', params)).fedBy)).toEqual(queues);
  const subscriptions = Object.keys(await partOf('resources', params)).filter((name) => name.includes('Of'));
  expect(subscriptions).toHaveLength(3 * queues.length);
});

test.each([
  [{ kafkaBrokers: 'broker' }, 'kafkaBrokers'],
  [{ kafkaBrokers: 'https://broker:9096' }, 'kafkaBrokers'],
  [{ kafkaAuth: 'plain' }, 'kafkaAuth'],
  [{ kafkaTls: true }, 'kafkaTls'],
  [{ kafkaTls: 'no', kafkaAuth: 'iam' }, 'kafkaTls'],
  [{ eventBus: 'on' }, 'eventBus'],
  [{ kafkaSubnets: 'vpc-0a1b2c3d', kafkaSecurityGroups: 'sg-0a1b2c3d' }, 'kafkaSubnets'],
  [{ kafkaSubnets: 'subnet-0a1b2c3d,', kafkaSecurityGroups: 'sg-0a1b2c3d' }, 'kafkaSubnets'],
  [{ kafkaSubnets: 'subnet-0a1b2c3d', kafkaSecurityGroups: 'default' }, 'kafkaSecurityGroups'],
  [{ kafkaSubnets: 'subnet-0a1b2c3d' }, 'kafkaSubnets and kafkaSecurityGroups'],
  [{ ...kafka, kafkaSecurityGroups: 'sg-0a1b2c3d' }, 'kafkaSubnets and kafkaSecurityGroups'],
])('%p is refused, by name', async (params, name) => {
  await expect(partOf('functions', params)).rejects.toThrow(`${name} must be`);
});

describe('in a VPC', () => {
  const vpc = { kafkaSubnets: 'subnet-0a1b2c3d, subnet-0123456789abcdef0', kafkaSecurityGroups: 'sg-0a1b2c3d' };
  const functions = { putEventsInOrder: { timeout: 60 }, forwardToKafka: { timeout: 30 } };
  beforeEach(() => {
    FILES['file(kafka.yml):functions'] = functions;
  });
  afterEach(() => {
    delete FILES['file(kafka.yml):functions'];
  });

  test('is only what sends to the brokers, with permissions for its network interfaces', async () => {
    expect(await partOf('functions', { ...kafka, ...vpc })).toEqual({
      putEventsInOrder: functions.putEventsInOrder,
      forwardToKafka: {
        timeout: 30,
        vpc: { subnetIds: ['subnet-0a1b2c3d', 'subnet-0123456789abcdef0'], securityGroupIds: ['sg-0a1b2c3d'] },
      },
    });
    expect(await partOf('permissions', { ...kafka, ...vpc, kafkaAuth: 'iam' })).toEqual({
      putEventsInOrder: ['its own'],
      forwardToKafka: ['its own', 'the cluster', 'network interfaces'],
    });
  });

  test('is nothing without its parameters, or without brokers', async () => {
    expect(await partOf('functions', kafka)).toEqual(functions);
    expect((await partOf('permissions', kafka)).forwardToKafka).toEqual(['its own', 'the secret']);
    expect(await partOf('functions', vpc)).toEqual({});
  });
});

test('the stack is deployed only if a stage wants it', () => {
  expect(forwardsEvents([])).toBe(false);
  expect(forwardsEvents(['kafkaBrokers=none', 'eventBus=no', 'gateway=yes'])).toBe(false);
  expect(forwardsEvents(['kafkaBrokers=b:9096'])).toBe(true);
  expect(forwardsEvents(['eventBus=no', 'eventBus=yes'])).toBe(true);
});
