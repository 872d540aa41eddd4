/** Arguments for `node`. */
export declare const platformProgram: string[];
/** Variables that must be there when the process starts. */
export declare const platformEnvironment: Record<string, string>;
