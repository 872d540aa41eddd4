import { readApiUrls } from './deployment/apiUrls.ts';
import type { PlatformFile } from './platformTarget.ts';

const services = ['auth', 'banner', 'category', 'product', 'order'] as const;

/**
 * Returns the addresses of a deployed stage, in the format that the end-to-end tests read.
 *
 * @throws Error that names services that are not deployed
 */
export const stagePlatform = async ({ stage, region }: { stage: string; region: string }): Promise<PlatformFile> => {
  const urls = await readApiUrls(
    services.map((name) => `${name}Service`),
    { stage, region },
  );
  const [auth, banner, category, product, order] = services.map((name) => urls[`${name}Service`]);
  if (auth && banner && category && product && order)
    return { stage, auth, banner, category, product, order, aws: { region } };
  const missing = services.map((name) => `${name}Service`).filter((service) => urls[service] === undefined);
  throw new Error(
    `Not deployed to stage "${stage}" in ${region}: ${missing.join(', ')}. Deploy it first: npm run deploy -- --stage ${stage} --region ${region}`,
  );
};
