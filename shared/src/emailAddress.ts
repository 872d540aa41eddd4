import { domainToASCII } from 'node:url';
import * as z from 'zod';

/** The longest path that SMTP allows, without its angle brackets. */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;

/** An RFC 5322 dot-atom: no quotes, comments or spaces, and no leading, trailing or consecutive dots. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** At least two labels of letters, digits and inner hyphens. The last one is not all digits: that would be an IPv4 address. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain in Unicode that `domainToASCII` may convert. Without this check it would interpret `%` and `/` as in the host of a URL. */
const UNICODE_DOMAIN = /^(?:[a-z0-9.-]|[^\p{ASCII}])+$/iu;

const REFUSALS = {
  form: 'must be a mail address',
  localPart: 'must have only ASCII characters before the @: Amazon SES sends to no others',
} as const;

/**
 * Parses an email address that Amazon SES can send to: an ASCII local part and a DNS name. The result is trimmed and in lower case. A
 * domain in Unicode (`info@испытание.рф`) is converted to Punycode, which DNS and SES use, so both spellings are the same address.
 *
 * Quoted local parts and IP addresses in brackets are rejected: no provider issues them, and Cognito accepts neither.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
 */
export const EmailAddress = z
  .string()
  .trim()
  .max(MAX_ADDRESS, { abort: true })
  .transform((text, context) => {
    const refuse = (why: keyof typeof REFUSALS) => {
      context.issues.push({ code: 'custom', input: text, message: REFUSALS[why] });
      return z.NEVER;
    };
    const at = text.lastIndexOf('@');
    const localPart = text.slice(0, at).toLowerCase();
    const written = text.slice(at + 1);
    const domain = UNICODE_DOMAIN.test(written) ? domainToASCII(written) : '';
    const address = `${localPart}@${domain}`;
    if (at < 1 || !DOMAIN.test(domain) || address.length > MAX_ADDRESS) return refuse('form');
    if (/[^\p{ASCII}]/u.test(localPart)) return refuse('localPart');
    return localPart.length <= MAX_LOCAL_PART && LOCAL_PART.test(localPart) ? address : refuse('form');
  });

/** Returns the normal form of an address that is in use already, whoever wrote it. */
export const normalAddress = (email: string): string => EmailAddress.safeParse(email).data ?? email.toLowerCase();
