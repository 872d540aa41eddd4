/** A process with an empty DynamoDB, which sends its address to its parent. */
import { startDynamoDb } from '@ecommerce/platform/dynamodb';

const { url } = await startDynamoDb({ port: 0 });
process.send?.({ answer: url });

// The parent was killed without a chance to stop this process
process.once('disconnect', () => process.exit());
