import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * The addresses of a platform: what `npm start` writes to `.local/platform.json` once everything is ready, and what tests of a deployed
 * stage read. Without `aws`, AWS's own endpoints and the credentials of the environment are used.
 */
export const PlatformFile = z.object({
  /** `dev` if absent. */
  stage: z.string().optional(),
  /** The one address of the pages and APIs, locally: `{gateway}/platform`, `{gateway}/api/auth/…`. */
  gateway: z.url().optional(),
  auth: z.url(),
  banner: z.url(),
  category: z.url(),
  product: z.url(),
  order: z.url(),
  /** The mailbox, which lists sent emails under `/store`. A stage in an AWS account has none. */
  mailbox: z.url().optional(),
  /** The test payment provider, if the stage uses it. */
  payments: z.url().optional(),
  /** The page with the API documentation, locally. */
  pages: z.url().optional(),
  /** The GraphQL API, locally. */
  graphql: z.url().optional(),
  aws: z.object({
    dynamodb: z.url().optional(),
    s3: z.url().optional(),
    sqs: z.url().optional(),
    sns: z.url().optional(),
    cognito: z.url().optional(),
    sfn: z.url().optional(),
    ses: z.url().optional(),
    ssm: z.url().optional(),
    lambda: z.url().optional(),
    region: z.string(),
    accessKeyId: z.string().optional(),
    secretAccessKey: z.string().optional(),
  }),
  /** Names of the emulator's differences from AWS: only in a rehearsal. */
  differences: z.array(z.string()).optional(),
});
export type PlatformFile = z.infer<typeof PlatformFile>;

/** The stage that the local platform emulates. */
export const LOCAL_STAGE = 'dev';

/**
 * Reads the addresses of the platform that runs on this machine.
 *
 * @param file by default `PLATFORM_FILE` from the environment, otherwise `.local/platform.json`
 * @throws Error with one clear sentence if it does not run
 */
export const readPlatformFile = (file = process.env.PLATFORM_FILE ?? join('.local', 'platform.json')): PlatformFile => {
  if (!existsSync(file)) throw new Error(`The platform is not running on this machine: ${START_IT}`);
  const content = readJson(file);
  const { pid } = z.object({ pid: z.int().positive().optional() }).parse(content);
  if (pid !== undefined && !isRunning(pid)) {
    throw new Error(`The platform is no longer running (${file} was left behind by process ${pid}): ${START_IT}`);
  }
  return PlatformFile.parse(content);
};

const START_IT = 'start it with "npm start" first.';

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: delete it, and ${START_IT}`, { cause: error });
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's process
  }
};

export type AwsService = Exclude<keyof PlatformFile['aws'], 'region' | 'accessKeyId' | 'secretAccessKey'>;

/** Returns the configuration of an AWS SDK client for the platform's endpoint of `service`. */
export const localClient = ({ aws }: PlatformFile, service: AwsService) => {
  const { [service]: endpoint, region, accessKeyId, secretAccessKey } = aws;
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  };
};
