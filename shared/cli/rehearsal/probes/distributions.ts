import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { EmulatorConfig, Probe } from './probe.ts';
import { withStack } from './templates.ts';

const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** A distribution with one origin, whose name the replacements leave alone. */
const distribution = (origin: Record<string, unknown>) => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      Origins: [{ Id: 'probe', ...origin }],
      DefaultCacheBehavior: {
        TargetOriginId: 'probe',
        ViewerProtocolPolicy: 'allow-all',
        CachePolicyId: CACHING_OPTIMIZED,
        Compress: true,
      },
    },
  },
});

/** Reads a path from a distribution, whose host name does not resolve. */
const readFrom = async ({ endpoint }: EmulatorConfig, host: string, path: string): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${endpoint}${path}`, { headers: { host, 'accept-encoding': 'gzip' } }, resolve)
    .on('error', reject)
    .end();
  const response = await promise;
  await text(response);
  return response;
};

const Api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'probe', ProtocolType: 'HTTP' } };

export const reachesNoApi: Probe = async (config) => {
  const Stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
  };
  const DomainName = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }] }] };
  const Distribution = distribution({ DomainName, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });
  const Host = { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } };
  const template = { Resources: { Api, Stage, Distribution }, Outputs: { Host } };
  const status = await withStack(
    config,
    template,
    async ({ Host: host = '' }) => (await readFrom(config, host, '/x')).statusCode,
  );
  return status !== 404; // the API has no route
};

/** Deploys a distribution that may read and list a bucket with one object, `text`, of two kilobytes. */
const withBucket = async <Result>(
  config: EmulatorConfig,
  look: (host: string) => Promise<Result>,
): Promise<Result | undefined> => {
  const Bucket = 'probe';
  const allow = (Action: string, Resource: string) => ({
    ...{ Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' }, Action, Resource },
  });
  const Statement = [allow('s3:GetObject', 'arn:aws:s3:::probe/*'), allow('s3:ListBucket', 'arn:aws:s3:::probe')];
  const OriginAccessControlConfig = {
    ...{ Name: 'probe', OriginAccessControlOriginType: 's3', SigningBehavior: 'always', SigningProtocol: 'sigv4' },
  };
  const Resources = {
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket } },
    FilesPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Files' }, PolicyDocument: { Version: '2012-10-17', Statement } },
    },
    Control: { Type: 'AWS::CloudFront::OriginAccessControl', Properties: { OriginAccessControlConfig } },
    Distribution: distribution({
      DomainName: { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] },
      OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] },
      S3OriginConfig: { OriginAccessIdentity: '' },
    }),
  };
  const Host = { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } };
  return withStack(config, { Resources, Outputs: { Host } }, async ({ Host: host = '' }) => {
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const object = { Bucket, Key: 'text' };
    const Body = 'text '.repeat(400);
    await s3.send(new PutObjectCommand({ ...object, Body, ContentType: 'text/plain', CacheControl: 'max-age=60' }));
    const seen = await look(host);
    await s3.send(new DeleteObjectCommand(object));
    s3.destroy();
    return seen;
  });
};

export const hidesMissingObjects: Probe = async (config) =>
  (await withBucket(config, async (host) => (await readFrom(config, host, '/none')).statusCode)) !== 404;

export const hasNoEdge: Probe = async (config) => {
  const isAsOnAws = await withBucket(config, async (host) => {
    const first = await readFrom(config, host, '/text');
    const second = await readFrom(config, host, '/text');
    return first.headers['content-encoding'] === 'gzip' && second.headers['x-cache'] === 'Hit from cloudfront';
  });
  return !isAsOnAws;
};
