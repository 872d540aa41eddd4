import { startDynamoDb } from '../../../src/aws/dynamodb.ts';

const dynamodb = await startDynamoDb({ port: 0, directory: String(process.argv[2]) });
console.log(dynamodb.url);
