export declare function findXvfb(): Promise<string>;
