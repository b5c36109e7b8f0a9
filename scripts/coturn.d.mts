export declare function findCoturn(): Promise<string>;
export declare function findStunClient(): Promise<string>;
