import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { type AccountEvent, accountEventId } from '@ecommerce/shared/events/accountEvents.ts';
import { topicMessage } from '@ecommerce/shared/events/topicMessage.ts';

const { ACCOUNT_EVENTS_TOPIC_ARN: TopicArn } = readEnvironment({ ACCOUNT_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** Publishes that an account was deleted. @param tokensExpired whether no token of the account is valid any more */
export const publishAccountDeleted = async (
  userId: string,
  deletedAt: string,
  tokensExpired: boolean,
): Promise<void> => {
  const event: AccountEvent = {
    type: 'ACCOUNT_DELETED',
    id: accountEventId(userId, tokensExpired),
    version: 1,
    occurredAt: deletedAt,
    correlationId: correlationId(),
    data: { userId, tokensExpired },
  };
  await sns.send(
    new PublishCommand({
      TopicArn,
      ...topicMessage(event),
    }),
  );
};
