import './environment.ts';
import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { callsOf } from '../../shared/test/sdkCalls.ts';
import type { Order } from '../src/order/order.ts';

/** Every AWS client that the service has, answering what a test tells it to. */
export const cloud = {
  dynamodb: mockClient(DynamoDBDocumentClient),
  lambda: mockClient(LambdaClient),
  sqs: mockClient(SQSClient),
  sfn: mockClient(SFNClient),
  sns: mockClient(SNSClient),
  ses: mockClient(SESClient),
  ssm: mockClient(SSMClient),
  cognito: mockClient(CognitoIdentityProviderClient),
};

/** Forgets all answers and calls; every client then answers `{}`, but there are order numbers. */
export const resetCloud = (): void => {
  for (const client of Object.values(cloud)) {
    client.reset();
    client.resolves({});
  }
  numberOrders();
};

/** Answers whoever takes order numbers: they are the first ones of their year. */
const numberOrders = (): void => {
  cloud.dynamodb
    .on(UpdateCommand, { TableName: 'OrderNumbers' })
    .callsFake(({ ExpressionAttributeValues: { ':count': lastNumber, ':takenBy': takenBy } }) => ({
      Attributes: { lastNumber, takenBy },
    }));
};

/** The AWS calls since the last reset: see `callsOf`. */
export const calls = (): string[] => callsOf(cloud);

/** productService's answer to readProducts. */
export const answerProducts = (...products: unknown[]): void => {
  cloud.lambda.on(InvokeCommand).resolves({ StatusCode: 200, Payload: payload(JSON.stringify(products)) });
};

/** What Lambda answers when the function threw an error of that name. */
export const failReadProducts = (errorType = 'Error'): void => {
  cloud.lambda
    .on(InvokeCommand)
    .resolves({ StatusCode: 200, FunctionError: 'Unhandled', Payload: payload(JSON.stringify({ errorType })) });
};

/** Cognito's answer for an access token. */
export const answerUser = (email: string): void => {
  cloud.cognito.on(GetUserCommand).resolves({
    Username: 'ann',
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ],
  });
};

/** Claims on mails are granted, on the order as it stands; so are all other updates. */
export const grantUpdates = (order: Order): void => {
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: order });
  numberOrders();
};

const payload = (text: string) =>
  Object.assign(new TextEncoder().encode(text), { transformToString: () => text }) as never;

// Settings are read now, and kept: tests count the calls of requests
resetCloud();
const { currentSettings } = await import('../src/settings/settingsStore.ts');
const { currentAutomaticDiscounts } = await import('../src/discounts/discountStore.ts');
await Promise.all([currentSettings(), currentAutomaticDiscounts()]);
