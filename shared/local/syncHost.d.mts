/**
 * Lets this process find `sync-127.0.0.1` on this machine. The SDK puts `sync-` before the host of Step Functions for `StartSyncExecution`,
 * also where the endpoint is its caller's own, and no resolver knows the name that this makes of an address.
 */
export declare function resolveSyncHost(): void;
