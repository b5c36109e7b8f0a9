export declare function findPhp(): Promise<string>;
