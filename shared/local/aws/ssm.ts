/** Systems Manager Parameter Store, in memory. */
export declare function startParameterStore(options: { port: number; region: string; accountId: string }): Promise<{
  url: string;
  /** Writes a `String` parameter; the version counts up when the value changes. */
  set(name: string, value: string): void;
  get(name: string): string | undefined;
  close(): Promise<void>;
}>;
