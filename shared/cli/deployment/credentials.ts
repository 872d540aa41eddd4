import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** There are no credentials, or AWS does not accept them; the message says which and where to read on. */
export class CredentialsError extends Error {
  override name = 'CredentialsError';
}

/**
 * Whose the AWS credentials of this environment are.
 *
 * @returns account and ARN
 * @throws {CredentialsError} without credentials that AWS accepts
 */
export const callerIdentity = async (region: string): Promise<{ account: string; arn: string }> => {
  const sts = new STSClient({ region });
  try {
    const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account, arn };
  } catch (error) {
    const { name, message } = error as Error;
    const what = /^(CredentialsProviderError|TokenProviderError)$/.test(name)
      ? 'There are no usable AWS credentials in this environment'
      : 'AWS does not accept the credentials of this environment';
    throw new CredentialsError(`${what} (${message}). How to get some: docs/deploy.md#what-you-need`);
  } finally {
    sts.destroy();
  }
};
