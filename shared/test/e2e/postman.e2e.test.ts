import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnswerCheck, readDocuments } from '../../openapi/answerCheck.ts';
import { localUrls } from '../../openapi/localUrls.ts';
import { COLLECTION_FILE, ENVIRONMENT_FILE } from '../../openapi/services.ts';
import { resetPricing } from './pricingSettings.ts';
import { platform } from './shop.ts';

const require = createRequire(import.meta.url);

/** The parts that matter of the report that newman writes. */
type Report = {
  run: {
    failures: { error: { message: string }; source?: { name?: string } }[];
    executions: {
      request: { method: string; url: { protocol: string; host: string[]; port?: string; path: string[] } };
      response?: { code: number; header: { key: string; value: string }[]; stream: { data: number[] } };
    }[];
  };
};

const directory = mkdtempSync(join(tmpdir(), 'newman-'));
const environment = Object.fromEntries(
  Object.entries(platform).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
);
let report: Report;

/** Runs the collection as a person would at the command line, with the addresses of the platform under test. */
beforeAll(async () => {
  const file = join(directory, 'report.json');
  const { cognito = '', region, accessKeyId = '', secretAccessKey = '' } = platform.aws;
  const aws = { cognito, awsRegion: region, awsAccessKey: accessKeyId, awsSecretKey: secretAccessKey };
  const own = Object.keys(localUrls).map((name) => [name, environment[name]]);
  const addresses = [...own, ...Object.entries(aws)].flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  const files = ['-e', ENVIRONMENT_FILE, '--working-dir', 'docs'];
  const output = ['--bail', '--reporters', 'json', '--reporter-json-export', file];
  const newman = require.resolve('newman/bin/newman.js');
  const options = ['run', COLLECTION_FILE, ...files, ...addresses, ...output];
  try {
    await promisify(execFile)(process.execPath, [newman, ...options]);
  } catch (error) {
    if (!existsSync(file)) throw error; // an assertion that failed is in the report
  }
  report = JSON.parse(readFileSync(file, 'utf8'));
}, 120_000);
afterAll(resetPricing);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What was asked of a service, and what it said. */
const exchanges = () =>
  report.run.executions.flatMap(({ request, response }) => {
    const { protocol, host, port, path } = request.url;
    const origin = new URL(`${protocol}://${host.join('.')}${port ? `:${port}` : ''}`).origin;
    const api = ['auth', 'banner', 'category', 'product', 'order'].find((name) => environment[name] === origin);
    if (api === undefined || response === undefined) return [];
    const headers = new Map(response.header.map(({ key, value }) => [key.toLowerCase(), value]));
    const given = {
      service: `${api}Service`,
      method: request.method,
      path: `/${path.join('/')}`,
      status: response.code,
      header: (name: string) => headers.get(name),
      body: Buffer.from(response.stream.data).toString('utf8'),
    };
    return [given];
  });

describe('the Postman collection', () => {
  test('runs to the end without a failure', () => {
    const failures = report.run.failures.map(({ error, source }) => `${source?.name}: ${error.message}`);

    expect(failures).toEqual([]);
    expect(exchanges().length).toBeGreaterThan(30);
  });

  test('gets responses that match the documents', () => {
    const faultOf = createAnswerCheck(readDocuments());

    expect(
      exchanges()
        .flatMap((given) => faultOf(given) ?? [])
        .slice(0, 10),
    ).toEqual([]);
  });
});
