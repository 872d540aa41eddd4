import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readApiUrls } from '../deployment/apiUrls.ts';
import { shopStacks } from '../stacks.ts';
import { startApiPages } from '../start/apiPages.ts';
import { type DifferenceName, differenceNames, differences } from './differences.ts';
import { rootCredentials, startEmulator, withoutAws } from './emulator.ts';
import { startFront } from './front.ts';
import { startPayments } from './payments.ts';
import type { EmulatorConfig } from './probes/probe.ts';
import { copySources } from './sources.ts';
import { writeStageFile } from './stageFile.ts';

export const REGION = 'eu-west-1';
export const STAGE = 'dev';

/** The default of `mailFrom`. In an AWS account a person verifies it once: docs/deploy.md. */
const SENDER = 'shop@example.com';

/** An emulated account, and a copy of the sources to deploy from. */
export type Rehearsal = {
  config: EmulatorConfig;
  /** The copy, which is now the working directory. */
  sources: string;
  /** The differences from AWS that the probes found. */
  differences: DifferenceName[];
  /** Writes the addresses of the deployed stage to a file and connects the payment provider to it. Returns the file's path. */
  writeStageFile(): Promise<string>;
  close(): Promise<void>;
};

/**
 * Starts the emulator and a payment provider, copies the sources, and makes this process and its children use them: working directory,
 * AWS endpoint and credentials.
 *
 * @param programs folder of the emulator's program
 * @param directory for everything that it leaves behind
 */
export const openRehearsal = async (root: string, programs: string, directory: string): Promise<Rehearsal> => {
  const run = join(directory, 'run');
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });
  const sources = join(directory, 'sources');
  copySources(root, sources);
  const front = await startFront(REGION);
  const emulator = await startEmulator({ programs, directory: run, region: REGION, front: front.url });
  front.connect(emulator.url);
  const config = { endpoint: emulator.url, region: REGION, credentials: rootCredentials };
  process.once('exit', emulator.kill);
  const found = await probeAll(config);
  useEmulator(front.url);
  process.chdir(sources);
  const payments = await startPayments(config, STAGE);
  const toClose = [front.close, emulator.stop, payments.close];
  const ses = new SESv2Client({});
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: SENDER })); // the emulator hides identities of SES v1 from v2
  ses.destroy();
  return {
    config,
    sources,
    differences: found,
    writeStageFile: async () => {
      const file = join(run, 'platform.json');
      const urls = await readApiUrls(
        shopStacks(sources).map(({ name }) => name),
        { stage: STAGE, region: REGION },
      );
      const one = await readGatewayUrl();
      const { gateway, ...apis } = await front.addHosts({ ...urls, ...(one === undefined ? {} : { gateway: one }) });
      const { authService: auth = '', bannerService: banner = '', categoryService: category = '' } = apis;
      const { productService: product = '', orderService: order = '', graphql = '' } = apis;
      const services = { auth, banner, category, product, order };
      const pages = await startApiPages({ port: 0, root: sources, addresses: () => ({ apis, urls: services }) });
      toClose.push(pages.close);
      const addresses = { ...services, graphql, pages: pages.url, ...(gateway === undefined ? {} : { gateway }) };
      writeStageFile(file, { addresses, front, payments, region: REGION, differences: found });
      payments.tell(order);
      return file;
    },
    close: async () => {
      for (const end of toClose.reverse()) await end();
    },
  };
};

/** Returns the one address of the stage, which its gateway has written to Parameter Store; undefined where it has no gateway. */
export const readGatewayUrl = async (): Promise<string | undefined> => {
  const ssm = new SSMClient({});
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [`/ecommerce/${STAGE}/gateway/url`] }));
  ssm.destroy();
  return Parameters[0]?.Value;
};

const probeAll = async (config: EmulatorConfig): Promise<DifferenceName[]> => {
  const found: DifferenceName[] = [];
  for (const name of differenceNames) if (await differences[name].probe(config)) found.push(name);
  return found;
};

const useEmulator = (url: string): void => {
  const kept = withoutAws(process.env);
  for (const key of Object.keys(process.env)) if (!(key in kept)) delete process.env[key];
  Object.assign(process.env, {
    NATIVE_PACKAGES: 'host', // the emulator runs functions on this machine
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_AWS_MONITORING_FREQUENCY: '250', // the framework polls every 5 seconds without it
  });
};
