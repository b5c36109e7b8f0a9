export declare function findNft(): Promise<string>;
