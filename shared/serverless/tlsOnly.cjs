/** @import { AddedResources, Statement, VariableResolution } from './framework.ts' */

/**
 * Creates policies by which queues and topics reject requests without TLS. Reads `custom.tlsOnly` of the service: logical ids of its
 * `queues` and `topics`. A topic in `alarmTopics` also accepts messages of CloudWatch in this account, and a queue in `fedBy` (queue →
 * topic, or several) those of its topics: one that they deliver to, and the dead-letter queue of such subscriptions.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html#enforce-encryption-data-in-transit
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const { queues = [], topics = [], alarmTopics = [], fedBy = {} } = await resolveVariable('self:custom.tlsOnly');
  const ofQueues = queues.map((queue) => {
    const feeding = [fedBy[queue] ?? []].flat();
    const statements = [
      denyWithoutTls('sqs:*', { 'Fn::GetAtt': [queue, 'Arn'] }),
      ...(feeding.length > 0 ? [allowTopics(queue, feeding)] : []),
    ];
    const Properties = { Queues: [{ Ref: queue }], PolicyDocument: policy(statements) };
    return [`${queue}Policy`, { Type: 'AWS::SQS::QueuePolicy', Properties }];
  });
  const ofTopics = [...topics, ...alarmTopics].map((topic) => [
    `${topic}Policy`,
    {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: topic }],
        PolicyDocument: policy([
          denyWithoutTls('sns:Publish', { Ref: topic }), // the only action of topics for which a policy can require TLS
          ...(alarmTopics.includes(topic) ? [allowAlarms(topic)] : []),
        ]),
      },
    },
  ]);
  return { Resources: Object.fromEntries([...ofQueues, ...ofTopics]) };
};

/** @param {Statement[]} Statement */
const policy = (Statement) => ({ Version: '2012-10-17', Statement });

/**
 * @param {string} Action
 * @param {object} Resource
 * @returns {Statement}
 */
const denyWithoutTls = (Action, Resource) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/**
 * @param {string} topic its logical id
 * @returns {Statement}
 */
const allowAlarms = (topic) => ({
  Sid: 'AlarmsOfThisAccount',
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: topic },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
});

/**
 * https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html#SendMessageToSQS.sqs.permissions
 *
 * @param {string} queue its logical id
 * @param {string[]} feeding the topics' logical ids
 * @returns {Statement}
 */
const allowTopics = (queue, feeding) => ({
  Sid: 'DeliveriesOfTheTopic',
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
  Condition: {
    ArnEquals: { 'aws:SourceArn': feeding.length === 1 ? { Ref: feeding[0] } : feeding.map((Ref) => ({ Ref })) },
  },
});
