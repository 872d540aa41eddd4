/** @import { VariableResolution } from './framework.ts' */
const deadLetterAlarm = require('./deadLetterAlarm.cjs');

/**
 * Returns what the function `listDeadLetters` (shared/src/deadLetters.ts) needs to count the messages in `custom.alarms.deadLetterQueues`:
 *
 *   queues    for its environment DEAD_LETTER_QUEUES: each queue's name, runbook and URL
 *   counting  for its permissions
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const { deadLetterQueues = [] } = (await resolveVariable('self:custom.alarms, null')) ?? {};
  const queues = deadLetterQueues.map((queue) => ({ queue, runbook: deadLetterAlarm(queue), url: `\${${queue}}` }));
  return {
    queues: { 'Fn::Sub': JSON.stringify(queues) },
    counting: {
      Effect: 'Allow',
      Action: 'sqs:GetQueueAttributes',
      Resource: deadLetterQueues.map((queue) => ({ 'Fn::GetAtt': [queue, 'Arn'] })),
    },
  };
};
