import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is assigned to hosts of the Internet. The rest is local, reserved, or stands for IPv4: `64:ff9b::/96`. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Returns whether an IP address belongs to a host of the Internet: not to this machine, its networks, the services of a cloud that know
 * secrets (`169.254.169.254`), documentation, tests or anything reserved. IPv6 addresses that contain an IPv4 address (mapped, NAT64, 6to4,
 * Teredo) are not: what they lead to depends on the network.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
};

/** Returns whether an IP address is that of this machine itself. */
export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
