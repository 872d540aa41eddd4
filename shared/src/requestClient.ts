import ipaddr from 'ipaddr.js';

/** Returns the client of an address: one IPv4 address, or an IPv6 /64 network, which a single household or machine may have. */
export const clientOf = (sourceIp: string): string => {
  if (!ipaddr.isValid(sourceIp)) return sourceIp;
  const address = ipaddr.process(sourceIp); // an IPv4 address within IPv6 becomes IPv4
  return 'parts' in address ? address.parts.slice(0, 4).join(':') : address.toString();
};
