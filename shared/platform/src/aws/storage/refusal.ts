/** An answer of S3's that is not a success, in S3's own words. */
export type Refusal = {
  status: number;
  code: string;
  message: string;
  /** Further elements of the XML error, in order. */
  details?: Record<string, string>;
};

export const accessDenied: Refusal = { status: 403, code: 'AccessDenied', message: 'Access Denied' };

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The body of an S3 error.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses
 */
export const toErrorXml = ({ code, message, details }: Refusal): string => {
  const elements = Object.entries({ Code: code, Message: message, ...details });
  const body = elements.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body}</Error>`;
};
