/** @import { VariableResolution } from '../serverless/framework.ts' */

/**
 * Puts the stack together from what the stage wants: `kafka.yml` with the parameter `kafkaBrokers`, `bus.yml` with `eventBus=yes`.
 * What is not wanted has no resource, and costs nothing.
 */

/** @typedef {(address: string) => Promise<any>} Resolve */

/** The topics whose events are forwarded, by the logical ids of their parameters. */
const TOPICS = ['OrderEventsTopic', 'ProductEventsTopic', 'StockEventsTopic'];

const FORWARDERS = {
  kafka: {
    subscribed: 'KafkaIntakeQueue',
    queues: { KafkaIntakeQueue: 600, KafkaQueue: 600 }, // logical id → seconds that an event may wait
    deadLetterQueues: ['KafkaIntakeDeadLetterQueue', 'PutEventsDeadLetterQueue', 'KafkaDeadLetterQueue'],
  },
  bus: { subscribed: 'BusQueue', queues: { BusQueue: 600 }, deadLetterQueues: ['BusDeadLetterQueue'] },
};

const AUTH = ['scram', 'iam', 'none'];

/**
 * @param {unknown} brokers
 * @returns {boolean}
 */
const hasKafka = (brokers) => {
  if (brokers === 'none') return false;
  const isValid = String(brokers)
    .split(',')
    .every((broker) => /^[\w.-]+:\d{1,5}$/.test(broker.trim()));
  if (!isValid) throw new Error(`kafkaBrokers must be none or host:port, separated by commas, not "${brokers}".`);
  return true;
};

/**
 * Reads ids of resources of EC2, such as `subnet-0a1b2c3d`, separated by commas; none for `none`.
 *
 * @param {string} name the parameter's
 * @param {string} prefix
 * @param {unknown} value
 * @returns {string[]}
 */
const idsOf = (name, prefix, value) => {
  if (value === 'none') return [];
  const ids = String(value)
    .split(',')
    .map((id) => id.trim());
  if (!ids.every((id) => new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id)))
    throw new Error(`${name} must be none or ids like ${prefix}-0a1b2c3d, separated by commas, not "${value}".`);
  return ids;
};

/**
 * Returns where `forwardToKafka` is in a VPC; `undefined` if it is in none.
 *
 * @param {VariableResolution} resolution
 */
const vpcOf = async ({ resolveVariable }) => {
  const subnetIds = idsOf('kafkaSubnets', 'subnet', await resolveVariable('param:kafkaSubnets'));
  const groups = await resolveVariable('param:kafkaSecurityGroups');
  const securityGroupIds = idsOf('kafkaSecurityGroups', 'sg', groups);
  if (subnetIds.length > 0 !== securityGroupIds.length > 0)
    throw new Error('kafkaSubnets and kafkaSecurityGroups must be given together.');
  return subnetIds.length > 0 ? { subnetIds, securityGroupIds } : undefined;
};

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {boolean}
 */
const isYes = (name, value) => {
  if (value !== 'yes' && value !== 'no') throw new Error(`${name} must be yes or no, not "${value}".`);
  return value === 'yes';
};

/**
 * Returns the names of the forwarders that the stage wants.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<('kafka' | 'bus')[]>}
 */
const wanted = async (resolution) => {
  const { resolveVariable } = resolution;
  const auth = await resolveVariable('param:kafkaAuth');
  if (!AUTH.includes(String(auth))) throw new Error(`kafkaAuth must be one of ${AUTH.join(', ')}, not "${auth}".`);
  if (!isYes('kafkaTls', await resolveVariable('param:kafkaTls')) && auth === 'iam')
    throw new Error('kafkaTls must be yes with kafkaAuth=iam: whoever reads a token on its way can use it.');
  await vpcOf(resolution);
  return [
    ...(hasKafka(await resolveVariable('param:kafkaBrokers')) ? [/** @type {const} */ ('kafka')] : []),
    ...(isYes('eventBus', await resolveVariable('param:eventBus')) ? [/** @type {const} */ ('bus')] : []),
  ];
};

/**
 * Returns a part of the wanted forwarders' files, put together.
 *
 * @param {string} part
 */
const partOf = (part) => async (/** @type {VariableResolution} */ resolution) => {
  const resolve = /** @type {Resolve} */ (/** @type {unknown} */ (resolution.resolveVariable));
  const names = await wanted(resolution);
  const parts = await Promise.all(names.map((name) => resolve(`file(${name}.yml):${part}`)));
  return Object.assign({}, ...parts);
};

/** @param {VariableResolution} resolution */
const functions = async (resolution) => {
  const all = await partOf('functions')(resolution);
  const vpc = await vpcOf(resolution);
  return all.forwardToKafka && vpc ? { ...all, forwardToKafka: { ...all.forwardToKafka, vpc } } : all;
};

/** @param {VariableResolution} resolution */
const permissions = async (resolution) => {
  const resolve = /** @type {Resolve} */ (/** @type {unknown} */ (resolution.resolveVariable));
  const all = await partOf('permissions')(resolution);
  if (!all.forwardToKafka) return all;
  const auth = await resolve('param:kafkaAuth');
  const byAuth = await resolve(`file(kafka.yml):permissionsBy.${auth}`);
  const ofVpc = (await vpcOf(resolution)) ? await resolve('file(kafka.yml):permissionsInVpc') : [];
  return { ...all, forwardToKafka: [...all.forwardToKafka, ...byAuth, ...ofVpc] };
};

/** @param {VariableResolution} resolution */
const alarms = async (resolution) => {
  const forwarders = (await wanted(resolution)).map((name) => FORWARDERS[name]);
  return {
    withoutApi: true,
    deadLetterQueues: forwarders.flatMap(({ deadLetterQueues }) => deadLetterQueues),
    queues: Object.assign({}, ...forwarders.map(({ queues }) => queues)),
  };
};

/** @param {VariableResolution} resolution */
const tlsOnly = async (resolution) => {
  const forwarders = (await wanted(resolution)).map((name) => FORWARDERS[name]);
  return {
    queues: forwarders.flatMap(({ queues, deadLetterQueues }) => [...Object.keys(queues), ...deadLetterQueues]),
    fedBy: Object.fromEntries(forwarders.map(({ subscribed }) => [subscribed, TOPICS])),
  };
};

/** @param {VariableResolution} resolution */
const resources = async (resolution) => {
  const subscriptions = (await wanted(resolution)).flatMap((name) =>
    TOPICS.map((topic) => subscription(FORWARDERS[name].subscribed, topic)),
  );
  return { ...(await partOf('resources')(resolution)), ...Object.fromEntries(subscriptions) };
};

/**
 * @param {string} queue its logical id
 * @param {string} topic that of the topic's parameter
 */
const subscription = (queue, topic) => [
  `${queue}Of${topic}`,
  {
    Type: 'AWS::SNS::Subscription',
    DependsOn: [`${queue}Policy`], // what is published before the queue accepts it would be lost
    Properties: {
      TopicArn: { Ref: topic },
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': [queue, 'Arn'] },
      RawMessageDelivery: true, // the event as it is, with the message's attributes
    },
  },
];

module.exports = { alarms, functions, permissions, resources, tlsOnly };
