import type { SQSEvent } from 'aws-lambda';
import { type AccountEvent, accountEventId } from '../src/events/accountEvents.ts';

/** The event by which a service learns that an account was deleted, as its queue delivers it. */
export const accountDeletedEvent = (userId: string): SQSEvent => {
  const event: AccountEvent = {
    type: 'ACCOUNT_DELETED',
    id: accountEventId(userId, false),
    version: 1,
    occurredAt: '2026-01-02T03:04:05.678Z',
    correlationId: 'request-1',
    data: { userId, tokensExpired: false },
  };
  const record = { messageId: 'm', body: JSON.stringify(event), messageAttributes: {} };
  return { Records: [record] } as unknown as SQSEvent;
};
