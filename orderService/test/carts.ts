import './environment.ts';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { shoes } from './samples.ts';

/** What productService has on sale, and what was sent to the queue. */
export const shopWindow = () => {
  const lambda = mockClient(LambdaClient);
  const sqs = mockClient(SQSClient);
  const products = new Map<string, typeof shoes>();
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    const { productIds } = JSON.parse(String(Payload)) as { productIds: string[] };
    if (productIds.length < 1 || productIds.length > 50) throw new Error(`readProducts of ${productIds.length}`);
    const found = productIds.flatMap((id) => products.get(id) ?? []);
    return { StatusCode: 200, Payload: { transformToString: () => JSON.stringify(found) } };
  });
  sqs.on(SendMessageCommand).resolves({});
  return {
    lambda,
    sqs,
    /** Puts a product on sale: shoes, with `changes` in place of theirs. */
    offer: (changes: Partial<typeof shoes> = {}) => {
      const product = { ...shoes, id: crypto.randomUUID(), ...changes };
      products.set(product.id, product);
      return product;
    },
    withdraw: (id: string) => products.delete(id),
    /** How many orders the queue has been told. */
    enqueued: () =>
      sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(String(args[0].input.MessageBody))),
  };
};
