export declare function findRedis(): Promise<string>;
