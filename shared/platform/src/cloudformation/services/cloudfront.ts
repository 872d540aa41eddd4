import { type ResourceType, withoutLocalEffect } from '../resourceType.ts';

const edge = 'there are no edge locations on one machine: images are read from the local S3';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html */
const distribution: ResourceType = {
  properties: edge,
  identity: ({ stack, logicalId }) => {
    const id = `${stack}-${logicalId}`;
    return { ref: id, attributes: { Id: id, DomainName: `${id.toLowerCase()}.cloudfront.net` } };
  },
};

export const cloudfront: Record<string, ResourceType> = {
  'AWS::CloudFront::Distribution': distribution,
  'AWS::CloudFront::OriginAccessControl': withoutLocalEffect(edge, 'cloudfront'),
  'AWS::CloudFront::ResponseHeadersPolicy': withoutLocalEffect(edge, 'cloudfront'),
};
