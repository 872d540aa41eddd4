import { existsSync } from 'node:fs';
import { readPlatformFile } from '../../cli/platformTarget.ts';
import { createAnswerCheck, readDocuments } from '../../openapi/answerCheck.ts';

/**
 * Set up before each end-to-end test file: whatever the services of the platform under test answer has to fit their OpenAPI documents;
 * a request whose answer does not fails.
 */

/** Each service's name by the origin of its API. */
const servicesUnderTest = (): Map<string, string> => {
  const file = process.env.PLATFORM_FILE;
  if (file === undefined || !existsSync(file)) return new Map();
  const platform = readPlatformFile(file);
  const names = ['auth', 'banner', 'category', 'product', 'order'] as const;
  return new Map(names.map((name) => [new URL(platform[name]).origin, `${name}Service`]));
};

const services = servicesUnderTest();
const { fetch } = globalThis;

if (services.size > 0) {
  const faultOf = createAnswerCheck(readDocuments());
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
    const service = services.get(origin);
    if (service === undefined) return response;
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const body = await response.clone().text();
    const { status, headers } = response;
    const fault = faultOf({ service, method, path: pathname, status, header: (name) => headers.get(name), body });
    if (fault !== undefined) throw new Error(`An answer differs from docs/openapi. ${fault}`);
    return response;
  };
}
