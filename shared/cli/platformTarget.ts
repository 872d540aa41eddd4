import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What `npm start` writes to `.local/platform.json` once everything answers. */
export const PlatformFile = z.object({
  auth: z.url(),
  banner: z.url(),
  category: z.url(),
  product: z.url(),
  order: z.url(),
  mailbox: z.url(),
  aws: z.object({
    dynamodb: z.url(),
    s3: z.url(),
    sqs: z.url(),
    sns: z.url(),
    cognito: z.url(),
    sfn: z.url(),
    ses: z.url(),
    ssm: z.url(),
    lambda: z.url(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
});
export type PlatformFile = z.infer<typeof PlatformFile>;

/** The stage that the one-machine platform plays. */
export const LOCAL_STAGE = 'dev';

/**
 * The addresses of the platform that runs on this machine.
 *
 * @param file where they are written; `.local/platform.json` unless `PLATFORM_FILE` says otherwise
 * @throws Error with one clear sentence when it does not run
 */
export const readPlatformFile = (file = process.env.PLATFORM_FILE ?? join('.local', 'platform.json')): PlatformFile => {
  if (!existsSync(file)) throw new Error('The platform does not run on this machine: start it with "npm start" first.');
  return PlatformFile.parse(JSON.parse(readFileSync(file, 'utf8')));
};

/** Configuration of an AWS SDK client that talks to the local platform's endpoint of `service`. */
export const localClient = (
  { aws }: PlatformFile,
  service: Exclude<keyof PlatformFile['aws'], 'region' | 'accessKeyId' | 'secretAccessKey'>,
) => ({
  endpoint: aws[service],
  region: aws.region,
  credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
});
