/**
 * Returns JSON in which every character outside ASCII is escaped as `\uXXXX`, for messages to queues, topics, workflows and functions.
 * SQS rejects some characters (U+FFFF, lone surrogates) that tables and emails accept.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const asciiJson = (value: object): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
