import { writeFileSync } from 'node:fs';
import { PlatformFile } from '../platformTarget.ts';
import { rootCredentials } from './emulator.ts';
import type { Front } from './front.ts';
import type { Payments } from './payments.ts';

const awsServices = ['dynamodb', 's3', 'sqs', 'sns', 'cognito', 'sfn', 'ses', 'ssm', 'lambda'] as const;

/** The addresses of a stage. */
type Addresses = {
  auth: string;
  banner: string;
  category: string;
  product: string;
  order: string;
  graphql: string;
  gateway?: string;
  pages: string;
};

/**
 * Writes the addresses of the deployed stage in the format that the end-to-end tests read.
 *
 * @param differences names of its differences from AWS
 */
export const writeStageFile = (
  file: string,
  options: { addresses: Addresses; front: Front; payments: Payments; region: string; differences: string[] },
): void => {
  const { addresses, front, payments, region, differences } = options;
  const aws = {
    ...Object.fromEntries(awsServices.map((name) => [name, front.url])),
    region,
    ...rootCredentials,
  };
  const stage = { ...addresses, mailbox: front.mailbox, payments: payments.url, aws, differences };
  writeFileSync(file, JSON.stringify(PlatformFile.parse(stage), null, 2));
};
