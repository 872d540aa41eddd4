/** @import { TemplateResource } from '@ecommerce/platform/template' */

/**
 * Creates the bucket of the web apps' files, which only the distribution reads. It may list the bucket: without that S3 answers 403 for a file
 * that does not exist.
 *
 * @param {string} stage
 * @param {(part: string) => object} name how parts of the stack are named
 * @returns {Record<string, TemplateResource>}
 */
module.exports = (stage, name) => ({
  WebBucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: { 'Fn::Sub': `gateway-${stage}-web-\${AWS::AccountId}-\${AWS::Region}` },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
  },
  WebBucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'WebBucket' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          ...[
            ['s3:GetObject', { 'Fn::Sub': `\${WebBucket.Arn}/*` }],
            ['s3:ListBucket', { 'Fn::GetAtt': ['WebBucket', 'Arn'] }],
          ].map(([Action, Resource]) => ({
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action,
            Resource,
            Condition: {
              StringEquals: {
                'aws:SourceArn': {
                  'Fn::Sub': `arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${Distribution}`,
                },
              },
            },
          })),
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [{ 'Fn::GetAtt': ['WebBucket', 'Arn'] }, { 'Fn::Sub': `\${WebBucket.Arn}/*` }],
            Condition: { Bool: { 'aws:SecureTransport': false } },
          },
        ],
      },
    },
  },
  WebAccessControl: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: name('web'),
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
});
