import type { LambdaRuntime } from '../lambdaRuntime.ts';

/** Lambda's Invoke endpoint in front of the runtime. */
export declare function startLambdaEndpoint(options: {
  port: number;
  runtime: LambdaRuntime;
}): Promise<{ url: string; close(): Promise<void> }>;
