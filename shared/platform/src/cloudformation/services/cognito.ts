import { userPoolIdFor } from '../../aws/cognito/pools/pools.ts';
import { arn, type ResourceContext, type ResourceType, textProperty } from '../resourceType.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html */
const userPool: ResourceType = {
  properties: {
    // The local Cognito checks the content of these.
    AccountRecoverySetting: true,
    AdminCreateUserConfig: true,
    AliasAttributes: true,
    AutoVerifiedAttributes: true,
    EmailConfiguration: true,
    EnabledMfas: true,
    EmailVerificationMessage: true,
    EmailVerificationSubject: true,
    LambdaConfig: true,
    MfaConfiguration: true,
    Policies: true,
    Schema: true,
    UserAttributeUpdateSettings: true,
    UsernameConfiguration: true,
    UserPoolName: true,
    VerificationMessageTemplate: true,
    DeletionProtection: 'nothing deletes a pool locally but `--fresh`',
    UserPoolTags: 'for billing and search on AWS',
    UserPoolTier: 'a price list',
  },
  identity: (context) => {
    const id = userPoolIdFor(context.region, `${context.stack}/${context.logicalId}`);
    return {
      ref: id,
      attributes: {
        Arn: arn(context, 'cognito-idp', `userpool/${id}`),
        ProviderName: `${context.surroundings.cognitoUrl}/${id}`.replace(/^https?:\/\//, ''),
        ProviderURL: `${context.surroundings.cognitoUrl}/${id}`,
        UserPoolId: id,
      },
    };
  },
  plan: (plan, properties, { ref }) => {
    const { UserPoolTags, ...effective } = properties;
    plan.userPools.push({ id: ref, properties: effective });
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html */
const userPoolClient: ResourceType = {
  properties: {
    AccessTokenValidity: true,
    AuthSessionValidity: true,
    ClientName: true,
    EnableTokenRevocation: true,
    ExplicitAuthFlows: true,
    GenerateSecret: true,
    IdTokenValidity: true,
    PreventUserExistenceErrors: true,
    ReadAttributes: true,
    RefreshTokenValidity: true,
    SupportedIdentityProviders: true,
    TokenValidityUnits: true,
    UserPoolId: true,
    WriteAttributes: true,
  },
  identity: (context, properties) => {
    const resolved = context.resolver.resolve(properties) as Record<string, unknown>;
    const userPoolId = String(resolved.UserPoolId);
    const name = String(resolved.ClientName ?? `${context.stack}-${context.logicalId}`);
    const clientId = context.surroundings.userPoolClientId({ userPoolId, name, properties: resolved });
    return { ref: clientId, attributes: { ClientId: clientId, Name: name } };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html */
const userPoolGroup: ResourceType = {
  properties: {
    GroupName: true,
    UserPoolId: true,
    Description: 'for people',
    Precedence: 'decides between the IAM roles of groups',
    RoleArn: 'IAM is not evaluated locally',
  },
  identity: (context, properties) => ({ ref: groupName(context, properties), attributes: {} }),
  plan: (plan, properties, { ref }) => {
    plan.groups.push({ userPoolId: String(properties.UserPoolId), name: ref });
  },
};

const groupName = (context: ResourceContext, properties: Record<string, unknown>) =>
  textProperty(context, properties, 'GroupName') ?? context.logicalId;

export const cognito: Record<string, ResourceType> = {
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': userPoolClient,
  'AWS::Cognito::UserPoolGroup': userPoolGroup,
};
