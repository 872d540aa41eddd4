export { findStacks } from './packaging/findStacks.ts';
export type { Platform, PlatformOptions, PlatformStack, Reload } from './platform.ts';
export { startPlatform } from './platform.ts';
export type { PlatformAddresses, RunningSidecar, Sidecar } from './sidecars.ts';
export { runUntilStopped, type SessionOptions } from './terminal/session.ts';
