import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { PlatformFile } from '../../cli/platformTarget.ts';
import { mailAddress } from '../../cli/shopClient.ts';
import { stagePlatform } from '../../cli/stagePlatform.ts';

const ssm = mockClient(SSMClient);
const at = { stage: 'test', region: 'eu-central-1' };
const names = ['auth', 'banner', 'category', 'product', 'order'];
const parameter = (name: string) => ({
  Name: `/ecommerce/test/${name}Service/apiUrl`,
  Value: `https://${name}.example`,
});

afterEach(() => {
  ssm.reset();
});

describe('the addresses of a deployed stage', () => {
  test('are those that its stacks have written to Parameter Store, and AWS’s own', async () => {
    ssm.on(GetParametersCommand).resolves({ Parameters: names.map(parameter) });

    const platform = PlatformFile.parse(await stagePlatform(at));

    expect(platform).toEqual({
      stage: 'test',
      ...Object.fromEntries(names.map((name) => [name, `https://${name}.example`])),
      aws: { region: 'eu-central-1' },
    });
    expect(ssm.commandCalls(GetParametersCommand)[0]?.args[0].input.Names).toEqual(
      names.map((name) => parameter(name).Name),
    );
  });

  test('are incomplete if services are missing, which the error names', async () => {
    ssm.on(GetParametersCommand).resolves({ Parameters: ['auth', 'banner', 'product'].map(parameter) });

    await expect(stagePlatform(at)).rejects.toThrow(
      'Not deployed to stage "test" in eu-central-1: categoryService, orderService. Deploy it first: npm run deploy -- --stage test --region eu-central-1',
    );
  });

  test('contain no mailbox, so that test accounts have addresses of the simulator', async () => {
    ssm.on(GetParametersCommand).resolves({ Parameters: names.map(parameter) });

    expect(mailAddress(await stagePlatform(at), 'Ann Lee 1a2b')).toBe('success+ann.lee.1a2b@simulator.amazonses.com');
  });
});
