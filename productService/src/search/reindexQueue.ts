import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';

const lambda = new LambdaClient({});

/**
 * Enqueues the next run of `reindexProducts` with Lambda, which invokes it asynchronously and repeats it when it fails.
 *
 * @throws Error when Lambda does not accept the event
 */
export const enqueueReindex = async (cursor: string, functionName: string): Promise<void> => {
  const Payload = asciiJson({ cursor, correlationId: correlationId() });
  await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
};
