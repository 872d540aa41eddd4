import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';

const lambda = new LambdaClient({});

/**
 * Invokes the next run of `reindexProducts` asynchronously. Lambda retries it if it fails.
 *
 * @throws Error if Lambda does not accept the event
 */
export const enqueueReindex = async (cursor: string, functionName: string): Promise<void> => {
  const Payload = asciiJson({ cursor, correlationId: correlationId() });
  await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
};
