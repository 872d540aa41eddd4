const { pageHeaders, pagePolicy } = require('./pageHeaders.cjs');

/** Services that have images. */
const IMAGE_SERVICES = ['bannerService', 'categoryService', 'productService'];

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Creates a policy of response headers: HTTPS only, no guessing of types, and the given ones.
 *
 * @param {object} Name
 * @param {[header: string, value: unknown][]} headers
 * @param {unknown} [policy] the Content-Security-Policy
 */
const responseHeaders = (Name, headers, policy) => ({
  Type: 'AWS::CloudFront::ResponseHeadersPolicy',
  Properties: {
    ResponseHeadersPolicyConfig: {
      Name,
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, Override: true },
        ...(policy ? { ContentSecurityPolicy: { ContentSecurityPolicy: policy, Override: true } } : {}),
      },
      ...(headers.length === 0
        ? {}
        : { CustomHeadersConfig: { Items: headers.map(([Header, Value]) => ({ Header, Value, Override: true })) } }),
    },
  },
});

/** @typedef {(typeof import('./paths.cjs'))['apps'][number]} App */

/** @param {App} app */
const headersOf = ({ name }) => `${capital(name)}Headers`;

/**
 * @param {(part: string) => object} name how parts of the stack are named
 * @param {App} app
 */
const appHeaders = (name, { name: app, takesPayments, uploads }) => {
  /** @param {string} parameter */
  const hosts = (parameter) => IMAGE_SERVICES.map((service) => `\${${capital(service)}${parameter}}`);
  const policy = pagePolicy({
    pictures: hosts('ImagesUrl'),
    uploads: uploads ? [...hosts('UploadsUrl'), `\${ProductServiceFilesUrl}`] : [],
    ...(takesPayments ? { payments: [] } : {}),
  });
  const { 'referrer-policy': ReferrerPolicy, ...others } = pageHeaders;
  const resource = responseHeaders(name(app), Object.entries(others), { 'Fn::Sub': policy });
  const { SecurityHeadersConfig } = resource.Properties.ResponseHeadersPolicyConfig;
  Object.assign(SecurityHeadersConfig, { ReferrerPolicy: { ReferrerPolicy, Override: true } });
  return resource;
};

module.exports = { appHeaders, capital, headersOf, IMAGE_SERVICES, responseHeaders };
