import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { notRehearsed, rehearsedFiles } from '../../cli/rehearsal/suite.ts';

const TemplateForMiniStack = createRequire(import.meta.url)('../../cli/rehearsal/templatePlugin.cjs');

const files = globSync('shared/test/e2e/*.e2e.test.ts');

describe('the rehearsal', () => {
  test('runs each end-to-end file, or says why it does not', () => {
    const known = [...rehearsedFiles, ...Object.keys(notRehearsed)];

    expect(known.toSorted()).toEqual(files.map((file) => basename(file, '.e2e.test.ts')).toSorted());
  });
});

describe('for the emulator a template', () => {
  const reworded = (Resources: Record<string, { Type: string; Properties: object }>) => {
    const provider = { compiledCloudFormationTemplate: { Resources } };
    const { hooks } = new TemplateForMiniStack({ service: { provider } });
    hooks['after:aws:package:finalize:mergeCustomProviderResources']();
    return provider.compiledCloudFormationTemplate.Resources;
  };

  test('writes out the issuer of a user pool', () => {
    const Properties = { Name: 'issuer', Value: { 'Fn::GetAtt': ['UserPool', 'ProviderURL'] } };

    expect(reworded({ Issuer: { Type: 'AWS::SSM::Parameter', Properties } })).toEqual({
      Issuer: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Name: 'issuer',
          Value: { 'Fn::Sub': `https://cognito-idp.${'$'}{AWS::Region}.amazonaws.com/${'$'}{UserPool}` },
        },
      },
    });
  });

  test('puts an alarm on the first metric of its expression', () => {
    const Metric = { Namespace: 'AWS/ApiGateway', MetricName: '5xx', Dimensions: [] };
    const Metrics = [
      { Id: 'rate', Expression: 'errors / 2' },
      { Id: 'errors', MetricStat: { Metric, Period: 60, Stat: 'Sum' } },
    ];

    const { Alarm } = reworded({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1, Metrics } } });

    expect(Alarm?.Properties).toEqual({ Threshold: 1, ...Metric, Period: 60, Statistic: 'Sum' });
  });

  test('lets anyone who may send a message send batches', () => {
    const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'a' };
    const publish = { Effect: 'Allow', Action: ['sns:Publish'], Resource: 'b' };
    const Policies = [{ PolicyDocument: { Statement: [send, publish] } }];

    const { Role } = reworded({ Role: { Type: 'AWS::IAM::Role', Properties: { Policies } } });

    const Statement = [
      { ...send, Action: ['sqs:SendMessage', 'sqs:SendMessageBatch'] },
      { ...publish, Action: ['sns:Publish', 'sns:PublishBatch'] },
    ];
    expect(Role?.Properties).toEqual({ Policies: [{ PolicyDocument: { Statement } }] });
  });

  test('grants for * what is checked for *, and does not change other permissions', () => {
    const mail = { Effect: 'Allow', Action: 'ses:SendEmail', Resource: 'identity/*', Condition: { StringEquals: {} } };
    const both = { Effect: 'Allow', Action: ['ses:SendEmail', 's3:GetObject'], Resource: 'b' };
    const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'images/*', Condition: { Bool: {} } };
    const Policies = [{ PolicyDocument: { Statement: [mail, both, read] } }];

    const { Role } = reworded({ Role: { Type: 'AWS::IAM::Role', Properties: { Policies } } });

    const Statement = [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }, both, read];
    expect(Role?.Properties).toEqual({ Policies: [{ PolicyDocument: { Statement } }] });
  });

  test('has the CORS settings of an API under both names', () => {
    const { Api } = reworded({
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 1 } } },
    });

    expect(Api?.Properties).toEqual({
      CorsConfiguration: { AllowOrigins: ['*'], allowOrigins: ['*'], MaxAge: 1, maxAge: 1 },
    });
  });
});
