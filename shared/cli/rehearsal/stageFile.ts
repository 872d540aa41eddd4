import { writeFileSync } from 'node:fs';
import { PlatformFile } from '../platformTarget.ts';
import { rootCredentials } from './emulator.ts';
import type { Front } from './front.ts';

const services = ['auth', 'banner', 'category', 'product', 'order'] as const;
const awsServices = ['dynamodb', 's3', 'sqs', 'sns', 'cognito', 'sfn', 'ses', 'ssm', 'lambda'] as const;

/**
 * Writes the addresses of the deployed stage in the form in which the end-to-end suite reads those of a platform.
 *
 * @param urls of the APIs by service, as in Parameter Store
 * @param differences names of what differs from AWS there
 */
export const writeStageFile = async (
  file: string,
  options: { urls: Record<string, string>; front: Front; region: string; differences: string[] },
): Promise<void> => {
  const { urls, front, region, differences } = options;
  const apis = await Promise.all(
    services.map(async (name) => [name, await front.addApi(urls[`${name}Service`] ?? '')] as const),
  );
  const aws = {
    ...Object.fromEntries(awsServices.map((name) => [name, front.url])),
    region,
    ...rootCredentials,
  };
  const stage = { ...Object.fromEntries(apis), mailbox: front.mailbox, aws, differences };
  writeFileSync(file, JSON.stringify(PlatformFile.parse(stage), null, 2));
};
