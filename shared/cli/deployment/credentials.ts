import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** The credentials of this environment do not work; the message says why and names a page with help. */
class CredentialsError extends Error {
  override name = 'CredentialsError';
}

const PAGE = 'docs/deploy.md#what-you-need';

const explain = ({ name, message, code }: Error & { code?: string }, region: string): string => {
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name))
    return `There are no usable AWS credentials in this environment (${message}). How to get some: ${PAGE}`;
  if (/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)$/.test(code ?? '') || name === 'TimeoutError')
    return `AWS does not respond in the region ${region} (${message}). Check the region and your connection. What you need: ${PAGE}`;
  return `AWS does not accept the credentials of this environment (${message}). How to get some: ${PAGE}`;
};

/**
 * Looks up the account of the AWS credentials in this environment. A command calls it before anything else it does with a stage.
 *
 * @returns the stage with the account and the ARN of the caller
 * @throws {CredentialsError} without credentials that AWS accepts
 */
export const reachStage = async <At extends { region: string }>(
  at: At,
): Promise<At & { account: string; arn: string }> => {
  const sts = new STSClient({ region: at.region });
  try {
    const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { ...at, account, arn };
  } catch (error) {
    throw new CredentialsError(explain(error as Error, at.region));
  } finally {
    sts.destroy();
  }
};
