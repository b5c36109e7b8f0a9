export declare function wavOf(seconds: number, sampleAt?: (seconds: number) => number): Uint8Array;
