import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Consumed = { CapacityUnits?: number };
type Output = {
  ConsumedCapacity?: Consumed | Consumed[];
  ScannedCount?: number;
  Responses?: Record<string, unknown[]>;
};

/** Has a client ask what each of its reads and writes costs, and adds it up: capacity units, and rows that were read. */
export const measureCapacity = (client: DynamoDBDocumentClient) => {
  let [units, rows] = [0, 0];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const asks = /^(Query|BatchGet|BatchWrite)/.test(commandName);
        const result = await next(asks ? { ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } } : args);
        const output = result.output as Output;
        const consumed = Array.isArray(output.ConsumedCapacity) ? output.ConsumedCapacity : [output.ConsumedCapacity];
        for (const part of consumed) units += part?.CapacityUnits ?? 0;
        rows += output.ScannedCount ?? Object.values(output.Responses ?? {}).flat().length;
        return result;
      },
    { step: 'initialize', name: 'measureCapacity' },
  );
  return {
    reset: (): void => {
      [units, rows] = [0, 0];
    },
    total: () => ({ units, rows }),
  };
};
