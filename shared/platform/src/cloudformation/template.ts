/** The parts of a compiled CloudFormation template that the local platform reads. */
export type Template = {
  Parameters?: Record<string, TemplateParameter>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, TemplateOutput>;
};

export type TemplateParameter = {
  Type: string;
  Default?: string | number;
  AllowedValues?: readonly string[];
};

export type TemplateResource = {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DeletionPolicy?: string;
};

type TemplateOutput = {
  Value: unknown;
  Condition?: string;
  Export?: { Name: unknown };
};

/** The values of `Ref` and `Fn::GetAtt` for a resource. */
export type Identity = {
  ref: string;
  attributes: Readonly<Record<string, string>>;
};

/** A template that the platform cannot run. The message names stack, resource and reason. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}
