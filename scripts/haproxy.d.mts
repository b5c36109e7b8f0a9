export declare function findHaproxy(): Promise<string>;
