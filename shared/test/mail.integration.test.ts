import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';

let answer = { status: 200, body: '' };
const forms: URLSearchParams[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    forms.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  MAIL_FROM: '"Shop" <shop@example.com>',
});
const { withCorrelation } = await import('../src/correlation.ts');
const { MailRefused, sendMail } = await import('../src/mail.ts');
const { isOutage } = await import('../src/outages.ts');

const namespace = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';
const sent = `<SendEmailResponse ${namespace}><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>`;
const refusal = (code: string, message: string): string =>
  `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>8f23e6e6</RequestId></ErrorResponse>`;
const mail = { to: 'ann@example.com', subject: 'Grüße 🎉', text: 'Hello &\n=1', html: '<p>Hello</p>' };
const failureOf = async (status: number, body: string): Promise<unknown> => {
  answer = { status, body };
  return sendMail(mail).then(
    () => undefined,
    (error: unknown) => error,
  );
};

beforeEach(() => {
  forms.length = 0;
  answer = { status: 200, body: sent };
});
afterAll(() => void server.close());

test('an email is one valid SendEmail request', async () => {
  await withCorrelation('request:1', () => sendMail(mail));

  expect(Object.fromEntries(forms[0] ?? [])).toEqual({
    Action: 'SendEmail',
    Version: '2010-12-01',
    Source: '"Shop" <shop@example.com>',
    'Destination.ToAddresses.member.1': 'ann@example.com',
    'Message.Subject.Data': mail.subject,
    'Message.Subject.Charset': 'UTF-8',
    'Message.Body.Text.Data': mail.text,
    'Message.Body.Text.Charset': 'UTF-8',
    'Message.Body.Html.Data': mail.html,
    'Message.Body.Html.Charset': 'UTF-8',
    'Tags.member.1.Name': 'correlationId',
    'Tags.member.1.Value': 'request_1',
  });
});

describe('a response of SES', () => {
  test.each([
    ['MessageRejected', 'Email address is not verified. These failed the check in region EU-WEST-1: ann@example.com'],
    ['MessageRejected', 'Email address is on the suppression list for your account.'],
    ['InvalidParameterValue', "Missing final '@domain'"],
    ['InvalidParameterValue', 'Domain contains illegal character'],
    ['ValidationError', "1 validation error detected: Value null at 'message.subject'"],
  ])('of %s (%s) is a permanent rejection, without an address', async (code, message) => {
    const error = await failureOf(400, refusal(code, message));

    expect(error).toBeInstanceOf(MailRefused);
    expect(String(error)).toContain(code);
    expect(String(error)).not.toContain('ann@');
  });

  test.each([
    [400, 'Throttling', 'Maximum sending rate exceeded.'],
    [400, 'Throttling', 'Daily message quota exceeded.'],
    [400, 'ThrottlingException', 'Maximum sending rate exceeded.'],
    [503, 'ServiceUnavailable', 'Service is currently unavailable'],
    [500, 'InternalFailure', 'We made a mistake'],
  ])('of %i %s (%s) is an outage', async (status, code, message) => {
    const error = await failureOf(status, refusal(code, message));

    expect(error).not.toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ name: code, message });
    expect(isOutage(error)).toBe(true);
  });

  test.each([
    ['AccountSendingPausedException', 'AccountSendingPausedException'],
    ['ConfigurationSetSendingPausedException', 'ConfigurationSetSendingPausedException'],
    ['ConfigurationSetDoesNotExist', 'ConfigurationSetDoesNotExistException'],
    ['MailFromDomainNotVerifiedException', 'MailFromDomainNotVerifiedException'],
    ['AccessDenied', 'AccessDenied'],
    ['InvalidClientTokenId', 'InvalidClientTokenId'],
  ])('of %s waits for an operator: neither an outage nor a permanent rejection', async (code, name) => {
    const error = await failureOf(400, refusal(code, 'no'));

    expect(error).not.toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ name });
    expect(isOutage(error)).toBe(false);
  });

  test('that is not XML is an outage', async () => {
    expect(isOutage(await failureOf(502, '<html><body>Bad Gateway'))).toBe(true);
  });
});
