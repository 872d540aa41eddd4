/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns how published images are served, and from which origin (`url`), by the stage parameter `imagesBy`. Reads the bucket's name from `custom.imageBucketName`.
 *
 *   bucket      the bucket's policy lets anyone read images/
 *   cloudfront  all public access to the bucket is blocked; a CloudFront distribution reads images/ with origin access control, and
 *               sends `nosniff`
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const imagesBy = await resolveVariable('param:imagesBy');
  if (imagesBy !== 'bucket' && imagesBy !== 'cloudfront')
    throw new Error(`The parameter imagesBy must be bucket or cloudfront, not "${imagesBy}".`);
  const bucketName = await resolveVariable('self:custom.imageBucketName');
  const bucketUrl = { 'Fn::Sub': `https://${bucketName}.s3.\${AWS::Region}.\${AWS::URLSuffix}` };
  if (imagesBy === 'bucket') return { ...bucket(), bucketUrl, url: bucketUrl };
  const prefix = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  const delivery = cloudfront({ prefix, bucketName });
  return { ...delivery, bucketUrl, url: delivery.baseUrl };
};

const readImages = {
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: { 'Fn::Sub': `\${ImageBucket.Arn}/images/*` },
};

/**
 * `blockPublicPolicy` is a setting of the bucket, `readers` part of its policy, `baseUrl` for the functions that publish (empty: the
 * bucket's own address).
 */
const bucket = () => ({
  blockPublicPolicy: false, // the policy makes only images/ public
  baseUrl: '',
  readers: { Sid: 'PublishedImagesArePublic', Principal: '*', ...readImages },
  resources: {},
});

/** Returns a name with the region in it: CloudFront has one namespace for all regions of an account. @param {string} prefix */
const imagesOf = (prefix) => ({ 'Fn::Sub': `${prefix}-\${AWS::Region}-images` });

/** @param {{ prefix: string, bucketName: string }} images */
const cloudfront = ({ prefix, bucketName }) => ({
  blockPublicPolicy: true,
  baseUrl: { 'Fn::Sub': `https://\${ImageDistribution.DomainName}` },
  readers: {
    Sid: 'PublishedImagesByCloudFront',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    ...readImages,
    Condition: {
      StringEquals: {
        'aws:SourceArn': {
          'Fn::Sub': `arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${ImageDistribution}`,
        },
      },
    },
  },
  resources: {
    ImageAccessControl: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: imagesOf(prefix),
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    ImageHeaders: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: imagesOf(prefix),
          SecurityHeadersConfig: {
            ContentTypeOptions: { Override: true }, // X-Content-Type-Options: nosniff
            StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, Override: true },
          },
        },
      },
    },
    ImageDistribution: distribution(prefix, bucketName),
  },
});

/**
 * The managed cache policy `CachingOptimized`:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/**
 * @param {string} prefix
 * @param {string} bucketName
 */
const distribution = (prefix, bucketName) => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      Comment: `${prefix} images`,
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      PriceClass: 'PriceClass_100',
      Origins: [
        {
          Id: 'images',
          // By name, since a reference would be circular: the bucket depends on the publishing function, which depends on this
          DomainName: { 'Fn::Sub': `${bucketName}.s3.\${AWS::Region}.\${AWS::URLSuffix}` },
          OriginAccessControlId: { 'Fn::GetAtt': ['ImageAccessControl', 'Id'] },
          S3OriginConfig: { OriginAccessIdentity: '' },
        },
      ],
      DefaultCacheBehavior: {
        TargetOriginId: 'images',
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD'],
        Compress: false, // images are compressed already
        CachePolicyId: CACHING_OPTIMIZED,
        ResponseHeadersPolicyId: { Ref: 'ImageHeaders' },
      },
    },
  },
});
