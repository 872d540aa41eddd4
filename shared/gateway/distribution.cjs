/** @import { AddedResources, VariableResolution } from '../serverless/framework.ts' */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const paths = require('./paths.cjs');
const { appHeaders, capital, headersOf, IMAGE_SERVICES, responseHeaders } = require('./responseHeaders.cjs');
const webBucket = require('./webBucket.cjs');

/** @typedef {(part: string) => object} Naming how parts of the stack are named */
/** @typedef {{ name: Naming, domain: unknown, certificate: unknown, webAcl: unknown }} Setting */
/** @typedef {(typeof paths.apps)[number]} App */

/**
 * Creates the one address of a stage: a CloudFront distribution with the paths of paths.cjs, the bucket of the web apps, and its address in
 * Parameter Store as `/ecommerce/{stage}/gateway/url`.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources & { Parameters: Record<string, object> }>}
 */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const name = nameIn(stage);
  const domain = await resolveVariable('param:gatewayDomain');
  const certificate = await resolveVariable('param:gatewayCertificate');
  const webAcl = await resolveVariable('param:gatewayWebAcl');
  if ((domain === 'none') !== (certificate === 'none'))
    throw new Error('gatewayDomain and gatewayCertificate must be given together.');
  return {
    Parameters: parameters(stage),
    Resources: {
      ...webBucket(stage, name),
      ViewerRequest: viewerRequest(name),
      ApiCache: apiCache(name),
      ApiHeaders: responseHeaders(name('apis'), []),
      ...Object.fromEntries(paths.apps.map((app) => [headersOf(app), appHeaders(name, app)])),
      Distribution: distribution({ name, domain, certificate, webAcl }),
      UrlParameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: `/ecommerce/${stage}/gateway/url`, Type: 'String', Value: urlOf(domain) },
      },
    },
  };
};

/**
 * Returns how parts of a stage's stack are named. CloudFront has one namespace for all regions of an account.
 *
 * @param {string} stage
 * @returns {Naming}
 */
const nameIn = (stage) => (part) => ({ 'Fn::Sub': `gateway-${stage}-\${AWS::Region}-${part}` });

/** @param {unknown} domain */
const urlOf = (domain) =>
  domain === 'none' ? { 'Fn::Sub': `https://\${Distribution.DomainName}` } : `https://${domain}`;

/** The APIs behind the gateway by the name of their parameter: `AuthServiceUrl`. */
const ORIGINS = [...Object.values(paths.apis), 'graphql'];

/** @param {string} stage */
const parameters = (stage) => {
  /** @param {string} service @param {string} name */
  const stored = (service, name) => [
    `${capital(service)}${capital(name)}`,
    { Type: 'AWS::SSM::Parameter::Value<String>', Default: `/ecommerce/${stage}/${service}/${name}` },
  ];
  return Object.fromEntries([
    ...ORIGINS.map((service) => stored(service, 'apiUrl')),
    ...IMAGE_SERVICES.flatMap((service) => [stored(service, 'imagesUrl'), stored(service, 'uploadsUrl')]),
    stored('productService', 'filesUrl'),
    stored('gateway', 'key'),
  ]);
};

/** Returns the code of the function with the paths in it. Bases come before the bases that contain them. */
const functionCode = () => {
  const bases = paths.apps.map(({ base }) => base).sort((one, other) => other.length - one.length);
  const constants = { GRAPHQL: paths.graphql, APIS: Object.keys(paths.apis), BASES: bases };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  return `${lines.join('\n')}\n${readFileSync(join(__dirname, 'viewerRequest.js'), 'utf8')}`;
};

/** @param {Naming} name */
const viewerRequest = (name) => ({
  Type: 'AWS::CloudFront::Function',
  Properties: {
    Name: name('viewerRequest'),
    AutoPublish: true,
    FunctionCode: functionCode(),
    FunctionConfig: { Comment: 'paths and client addresses', Runtime: 'cloudfront-js-2.0' },
  },
});

/**
 * Creates the cache policy of the APIs: nothing is cached unless its Cache-Control says so, and never for a caller with another token, key or
 * origin.
 *
 * @param {Naming} name
 */
const apiCache = (name) => ({
  Type: 'AWS::CloudFront::CachePolicy',
  Properties: {
    CachePolicyConfig: {
      Name: name('apis'),
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 86400,
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingBrotli: true,
        EnableAcceptEncodingGzip: true,
        HeadersConfig: {
          HeaderBehavior: 'whitelist',
          Headers: ['Authorization', 'Origin', 'X-Gateway-Api', 'X-Order-Key'],
        },
        CookiesConfig: { CookieBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
      },
    },
  },
});

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** Statuses that CloudFront would cache for ten seconds by default. */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** An API as origin. The key proves that a request came through this distribution: a viewer's own header of that name is replaced. @param {string} service */
const apiOrigin = (service) => ({
  Id: service,
  DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: `${capital(service)}ApiUrl` }] }] },
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
  OriginCustomHeaders: [{ HeaderName: 'x-gateway-key', HeaderValue: { Ref: 'GatewayKey' } }],
});

const common = {
  ViewerProtocolPolicy: 'redirect-to-https',
  Compress: true,
  FunctionAssociations: [
    { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['ViewerRequest', 'FunctionMetadata.FunctionARN'] } },
  ],
};

/** @param {string} service */
const toApi = (service) => ({
  ...common,
  TargetOriginId: service,
  AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  CachedMethods: ['GET', 'HEAD'],
  CachePolicyId: { Ref: 'ApiCache' },
  OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
  ResponseHeadersPolicyId: { Ref: 'ApiHeaders' },
});

/** @param {App} app */
const toApp = (app) => ({
  ...common,
  TargetOriginId: 'web',
  AllowedMethods: ['GET', 'HEAD'],
  CachePolicyId: CACHING_OPTIMIZED,
  ResponseHeadersPolicyId: { Ref: headersOf(app) },
});

/** Returns what serves which paths. The first pattern that matches counts; the app at `/` has all others. */
const behaviours = () => {
  const apps = paths.apps.filter(({ base }) => base !== '/');
  return [
    ...Object.entries(paths.apis).map(([name, service]) => ({ PathPattern: `/api/${name}/*`, ...toApi(service) })),
    { PathPattern: '/api/*', ...toApi('authService') }, // the function answers
    { PathPattern: paths.graphql, ...toApi('graphql') },
    ...apps.flatMap((app) =>
      [app.base.slice(0, -1), `${app.base}*`].map((PathPattern) => ({ PathPattern, ...toApp(app) })),
    ),
  ];
};

/** @param {Setting} setting */
const distribution = ({ name, domain, certificate, webAcl }) => {
  const atRoot = paths.apps.find(({ base }) => base === '/');
  if (!atRoot) throw new Error('paths.cjs has no app at /.');
  return {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        Comment: name('everything'),
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        PriceClass: 'PriceClass_100',
        ...(webAcl === 'none' ? {} : { WebACLId: webAcl }),
        ...(domain === 'none'
          ? {}
          : {
              Aliases: [domain],
              ViewerCertificate: {
                AcmCertificateArn: certificate,
                MinimumProtocolVersion: 'TLSv1.2_2021',
                SslSupportMethod: 'sni-only',
              },
            }),
        Origins: [
          {
            Id: 'web',
            DomainName: { 'Fn::GetAtt': ['WebBucket', 'RegionalDomainName'] },
            OriginAccessControlId: { 'Fn::GetAtt': ['WebAccessControl', 'Id'] },
            S3OriginConfig: { OriginAccessIdentity: '' },
          },
          ...ORIGINS.map(apiOrigin),
        ],
        CustomErrorResponses: ERRORS.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
        DefaultCacheBehavior: toApp(atRoot),
        CacheBehaviors: behaviours(),
      },
    },
  };
};
